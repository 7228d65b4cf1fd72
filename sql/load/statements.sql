-- What is said in them. Overrides may change who speaks; what the analysis found stays beside it. Where a statement stands,
-- too: to gather it from a million quotations takes half a second each time that somebody asks.
CREATE OR REPLACE TEMP VIEW spoken AS
SELECT statement_id, modes_in(parts) AS modes, spans_in(parts) AS spans
FROM (
    SELECT statement_id, parts_of(char_start, char_end, mode) AS parts
    FROM quotations
    SEMI JOIN in_slice USING (document_id)
    GROUP BY statement_id
);

INSERT INTO statements BY NAME
SELECT * EXCLUDE (folder), actor_id AS found_actor_id, via_actor_id AS found_via_actor_id
FROM rows_of_documents(getvariable('statements'))
LEFT JOIN spoken USING (statement_id)
ANTI JOIN doubled USING (document_id);

INSERT INTO statements BY NAME
SELECT DISTINCT ON (statement_id)
    * EXCLUDE (folder), actor_id AS found_actor_id, via_actor_id AS found_via_actor_id
FROM rows_of_documents(getvariable('statements'))
SEMI JOIN doubled USING (document_id)
LEFT JOIN spoken USING (statement_id)
ORDER BY statement_id, relevance DESC, stance;
