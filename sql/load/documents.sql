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

-- Overrides may change who speaks; what the analysis found stays beside it. Where a statement stands, too: to gather it
-- from a million quotations takes half a second each time that somebody asks.
CREATE TEMP VIEW spoken AS
SELECT statement_id, modes_in(parts) AS modes, spans_in(parts) AS spans
FROM (
    SELECT statement_id, parts_of(char_start, char_end, mode) AS parts
    FROM quotations
    SEMI JOIN staged USING (document_id)
    GROUP BY statement_id
);

INSERT INTO statements BY NAME
SELECT * EXCLUDE (folder), actor_id AS found_actor_id, via_actor_id AS found_via_actor_id
FROM rows_of_staged(getvariable('statements'))
LEFT JOIN spoken USING (statement_id)
ANTI JOIN doubled USING (document_id);

INSERT INTO statements BY NAME
SELECT DISTINCT ON (statement_id)
    * EXCLUDE (folder), actor_id AS found_actor_id, via_actor_id AS found_via_actor_id
FROM rows_of_staged(getvariable('statements')) SEMI JOIN doubled USING (document_id)
LEFT JOIN spoken USING (statement_id)
ORDER BY statement_id, relevance DESC, stance;

CREATE TEMP TABLE staged_statements AS
SELECT statement_id, document_id, folder FROM statements JOIN staged USING (document_id);

INSERT INTO uncompared SELECT statement_id FROM staged_statements;

INSERT INTO evidence BY NAME
SELECT * EXCLUDE (document_id, folder)
FROM staged_rows(getvariable('evidence')) JOIN staged_statements USING (statement_id, folder)
ANTI JOIN doubled USING (document_id);

INSERT INTO evidence BY NAME
SELECT DISTINCT * EXCLUDE (document_id, folder)
FROM staged_rows(getvariable('evidence')) JOIN staged_statements USING (statement_id, folder)
SEMI JOIN doubled USING (document_id);

INSERT INTO mentions BY NAME
SELECT DISTINCT ON (statement_id, actor_id) * EXCLUDE (document_id, folder), actor_id AS found_actor_id
FROM staged_rows(getvariable('mentions')) JOIN staged_statements USING (statement_id, folder)
ORDER BY ALL;
