-- The staged documents, with all that hangs on them. Only the few that are doubled are sorted out: to do so with all
-- would take gigabytes of memory for a million statements.
CREATE TEMP MACRO rows_of_staged(files) AS TABLE
FROM staged_rows(files) SEMI JOIN staged USING (document_id, folder);

INSERT INTO documents BY NAME
SELECT * EXCLUDE (folder), getvariable('run').run_id AS run_id, getvariable('now') AS ingested_at
FROM staged
ORDER BY document_id;

INSERT INTO paragraphs BY NAME
SELECT * EXCLUDE (folder) FROM rows_of_staged(getvariable('paragraphs')) ANTI JOIN doubled USING (document_id);

INSERT INTO paragraphs BY NAME
SELECT DISTINCT ON (document_id, paragraph) * EXCLUDE (folder)
FROM rows_of_staged(getvariable('paragraphs')) SEMI JOIN doubled USING (document_id)
ORDER BY document_id, paragraph, kind, sentiment;

INSERT INTO quotations BY NAME
SELECT * EXCLUDE (folder) FROM rows_of_staged(getvariable('quotations')) ANTI JOIN doubled USING (document_id);

INSERT INTO quotations BY NAME
SELECT DISTINCT ON (quotation_id) * EXCLUDE (folder)
FROM rows_of_staged(getvariable('quotations')) SEMI JOIN doubled USING (document_id)
ORDER BY quotation_id, mode, cue, surface;
