-- What the run could not use, and the run itself.
INSERT INTO rejections BY NAME
SELECT DISTINCT getvariable('run').run_id AS run_id, source, reason, getvariable('now') AS "at"
FROM staged_rows(getvariable('rejections'))
ORDER BY source, reason;

INSERT INTO runs BY NAME
SELECT
    unnest(getvariable('run')),
    getvariable('now') AS finished_at,
    (SELECT count(*) FROM staged) - (SELECT count(*) FROM replaced) AS documents_added,
    (SELECT count(*) FROM replaced) AS documents_replaced,
    (SELECT count(*) FROM staged_statements) AS statements_added,
    (SELECT count(*) FROM rejections WHERE run_id = getvariable('run').run_id) AS documents_rejected;
