-- The same words of the same actor through the same messenger, printed again, are a repeat of the earliest. Only
-- statements long enough to be told apart: "Thank you" said twice is said twice.
CREATE TEMP TABLE repeats AS
WITH alike AS (
    SELECT
        actor_id,
        via_actor_id,
        lower(text) AS words,
        list(statement_id ORDER BY published_at NULLS LAST, document_id, paragraph, statement_id) AS statements
    FROM statements
    JOIN documents USING (document_id)
    WHERE length(text) >= 40
    GROUP BY ALL
    HAVING count(*) > 1
)
SELECT unnest(statements[2:]) AS statement_id, statements[1] AS repeat_of FROM alike;

UPDATE statements SET repeat_of = NULL
WHERE repeat_of IS NOT NULL AND statement_id NOT IN (SELECT statement_id FROM repeats);

UPDATE statements SET repeat_of = repeats.repeat_of
FROM repeats
WHERE statements.statement_id = repeats.statement_id
    AND statements.repeat_of IS DISTINCT FROM repeats.repeat_of;
