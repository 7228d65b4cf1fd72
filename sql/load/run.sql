-- What the run could not use, and the run itself. A run that is loaded again takes the place of its first record.
DELETE FROM rejections WHERE run_id = getvariable('run').run_id;
DELETE FROM runs WHERE run_id = getvariable('run').run_id;

INSERT INTO rejections BY NAME
SELECT getvariable('run').run_id AS run_id, source, reason, getvariable('now') AS "at"
FROM (
    SELECT source, reason FROM staged_rows(getvariable('rejections'))
    UNION
    SELECT source, 'its analysis fails the check ' || failed || '; please report this' FROM quarantined
)
ORDER BY source, reason;

INSERT INTO runs BY NAME
SELECT
    unnest(getvariable('run')),
    getvariable('now') AS finished_at,
    (SELECT count(*) FROM staged ANTI JOIN replaced USING (document_id) ANTI JOIN quarantined USING (document_id))
        AS documents_added,
    (SELECT count(*) FROM replaced ANTI JOIN quarantined USING (document_id)) AS documents_replaced,
    (SELECT count(*) FROM rejections WHERE run_id = getvariable('run').run_id) AS documents_rejected,
    (SELECT count(*) FROM staged_statements ANTI JOIN quarantined USING (document_id)) AS statements_added;
