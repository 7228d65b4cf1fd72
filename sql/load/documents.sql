-- The documents of a slice, with all that hangs on them. Only the few that are doubled are sorted out: to do so with all
-- would take gigabytes of memory for a million statements.
CREATE OR REPLACE TEMP TABLE in_slice AS FROM staged WHERE list_contains(getvariable('folders'), folder);

CREATE OR REPLACE TEMP MACRO rows_of_documents(files) AS TABLE
FROM slice_rows(files) SEMI JOIN in_slice USING (document_id, folder);

INSERT INTO documents BY NAME
SELECT * EXCLUDE (folder), getvariable('run').run_id AS run_id, getvariable('now') AS ingested_at
FROM in_slice
ORDER BY document_id;

INSERT INTO paragraphs BY NAME
SELECT * EXCLUDE (folder) FROM rows_of_documents(getvariable('paragraphs')) ANTI JOIN doubled USING (document_id);

INSERT INTO paragraphs BY NAME
SELECT DISTINCT ON (document_id, paragraph) * EXCLUDE (folder)
FROM rows_of_documents(getvariable('paragraphs')) SEMI JOIN doubled USING (document_id)
ORDER BY document_id, paragraph, kind, sentiment;

INSERT INTO quotations BY NAME
SELECT * EXCLUDE (folder) FROM rows_of_documents(getvariable('quotations')) ANTI JOIN doubled USING (document_id);

INSERT INTO quotations BY NAME
SELECT DISTINCT ON (quotation_id) * EXCLUDE (folder)
FROM rows_of_documents(getvariable('quotations')) SEMI JOIN doubled USING (document_id)
ORDER BY quotation_id, mode, cue, surface;
