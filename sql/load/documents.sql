-- The staged documents, with all that hangs on them. DISTINCT: where one folder holds two copies of a text, both were
-- analysed.
INSERT INTO documents BY NAME
SELECT * EXCLUDE (folder), getvariable('run').run_id AS run_id, getvariable('now') AS ingested_at
FROM staged
ORDER BY document_id;

INSERT INTO paragraphs BY NAME
SELECT DISTINCT ON (document_id, paragraph) * EXCLUDE (folder)
FROM staged_rows(getvariable('paragraphs'))
SEMI JOIN staged USING (document_id, folder)
ORDER BY document_id, paragraph, kind, sentiment;

INSERT INTO quotations BY NAME
SELECT DISTINCT ON (quotation_id) * EXCLUDE (folder)
FROM staged_rows(getvariable('quotations'))
SEMI JOIN staged USING (document_id, folder)
ORDER BY document_id, paragraph, char_start, quotation_id, mode, cue, surface;

CREATE TEMP TABLE staged_statements AS
SELECT DISTINCT ON (statement_id) *
FROM staged_rows(getvariable('statements'))
SEMI JOIN staged USING (document_id, folder)
ORDER BY statement_id, relevance DESC, stance;

INSERT INTO statements BY NAME
SELECT * EXCLUDE (folder)
FROM staged_statements
ORDER BY document_id, paragraph, statement_id;

INSERT INTO evidence BY NAME
SELECT DISTINCT * EXCLUDE (folder)
FROM staged_rows(getvariable('evidence'))
SEMI JOIN staged_statements USING (statement_id, folder)
ORDER BY statement_id, char_start, char_end, frame;
