-- What the run could not use, and what it came to.
DELETE FROM rejections WHERE run_id = getvariable('run').run_id;

INSERT INTO rejections BY NAME
SELECT getvariable('run').run_id AS run_id, source, reason, getvariable('now') AS "at"
FROM (
    SELECT source, reason FROM staged_rows(getvariable('rejections'))
    UNION
    SELECT source, 'its analysis fails the check ' || failed || '; please report this' FROM quarantined
)
ORDER BY source, reason;

UPDATE runs SET
    documents_added = (
        SELECT count(*) FROM staged ANTI JOIN replaced USING (document_id) ANTI JOIN quarantined USING (document_id)
    ),
    documents_replaced = (SELECT count(*) FROM replaced ANTI JOIN quarantined USING (document_id)),
    documents_rejected = (SELECT count(*) FROM rejections WHERE run_id = getvariable('run').run_id),
    statements_added = (SELECT count(*) FROM statements SEMI JOIN staged USING (document_id))
WHERE run_id = getvariable('run').run_id;
