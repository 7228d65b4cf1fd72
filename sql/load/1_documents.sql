-- Staged documents in, with all that hangs on them. A document that is stored already is replaced whole, so a load
-- that is repeated changes nothing. The variables documents, paragraphs … are lists of Parquet files, one a staged
-- folder; `run` and `now` say who loads, and when.

CREATE TEMP MACRO staged_rows(files) AS TABLE
SELECT * EXCLUDE (filename), parse_dirpath(filename, 'both_slash') AS folder
FROM read_parquet(files, filename = true);

-- One text found twice is one document. The copy with a date is kept, then with an outlet, a title, and the first
-- source by name, so that the order of reading does not matter; `folder` says whose analysis goes with it.
CREATE TEMP TABLE staged AS
SELECT DISTINCT ON (document_id) document_id, source, title, outlet, published_at, language, characters, folder
FROM staged_rows(getvariable('documents'))
ORDER BY document_id, published_at NULLS LAST, outlet NULLS LAST, title NULLS LAST, source, folder;

CREATE TEMP TABLE replaced AS
SELECT document_id FROM documents SEMI JOIN staged USING (document_id);

DELETE FROM evidence WHERE statement_id IN (SELECT statement_id FROM statements SEMI JOIN replaced USING (document_id));
DELETE FROM statements WHERE document_id IN (FROM replaced);
DELETE FROM quotations WHERE document_id IN (FROM replaced);
DELETE FROM paragraphs WHERE document_id IN (FROM replaced);
DELETE FROM documents WHERE document_id IN (FROM replaced);

INSERT INTO documents BY NAME
SELECT * EXCLUDE (folder), getvariable('run').run_id AS run_id, getvariable('now') AS ingested_at
FROM staged
ORDER BY document_id;

-- DISTINCT: where one folder holds two copies of a text, both were analysed.
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
