-- What there is to load; `run` and `now` say who loads, and when.

-- One text found twice is one document. The copy with a date is kept, then with an outlet, a title, and the first
-- source by name, so that the order of reading does not matter; `folder` says whose analysis goes with it.
CREATE TEMP TABLE staged AS
SELECT DISTINCT ON (document_id) document_id, source, title, outlet, published_at, language, characters, folder
FROM staged_rows(getvariable('documents'))
ORDER BY document_id, published_at NULLS LAST, outlet NULLS LAST, title NULLS LAST, source, folder;

-- Where one folder holds two copies, its other files may hold what hangs on them twice.
CREATE TEMP TABLE doubled AS
SELECT document_id FROM staged_rows(getvariable('documents')) GROUP BY document_id, folder HAVING count(*) > 1;

-- A document that is stored already is replaced whole, so a load that is repeated changes nothing.
CREATE TEMP TABLE replaced AS
SELECT document_id FROM documents SEMI JOIN staged USING (document_id);

CREATE TEMP TABLE leaving AS FROM replaced;

-- See quarantine.sql.
CREATE TEMP TABLE quarantined (document_id VARCHAR, source VARCHAR, failed VARCHAR);

-- The run is recorded first, because documents refer to it; run.sql adds what it came to. A run that is loaded again
-- takes the place of its first record.
DELETE FROM runs WHERE run_id = getvariable('run').run_id;

INSERT INTO runs BY NAME
SELECT
    unnest(getvariable('run')), getvariable('now') AS finished_at,
    0 AS documents_added, 0 AS documents_replaced, 0 AS documents_rejected, 0 AS statements_added;
