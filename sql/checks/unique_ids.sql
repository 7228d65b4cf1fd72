-- Every identifier stands once.
WITH ids AS (
    SELECT 'document' AS what, document_id AS id, document_id, count(*) AS rows FROM documents GROUP BY document_id
    UNION ALL
    SELECT 'paragraph', document_id || ' ' || paragraph, document_id, count(*)
    FROM paragraphs GROUP BY document_id, paragraph
    UNION ALL
    SELECT 'quotation', quotation_id, any_value(document_id), count(*) FROM quotations GROUP BY quotation_id
    UNION ALL
    SELECT 'statement', statement_id, any_value(document_id), count(*) FROM statements GROUP BY statement_id
    UNION ALL
    SELECT 'mention in statement', statement_id || ' of ' || found_actor_id, NULL, count(*)
    FROM mentions GROUP BY statement_id, found_actor_id
    UNION ALL
    SELECT 'actor', actor_id, NULL, count(*) FROM actors GROUP BY actor_id
    UNION ALL
    SELECT 'alias', alias || ' of ' || actor_id, NULL, count(*) FROM actor_aliases GROUP BY alias, actor_id
)
SELECT what, id, document_id, 'stands ' || rows || ' times' AS problem
FROM ids
WHERE rows > 1;
