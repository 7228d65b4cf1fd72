-- Every identifier stands once.
SELECT 'documents' AS "table", document_id AS id, count(*) AS rows FROM documents GROUP BY ALL HAVING rows > 1
UNION ALL
SELECT 'paragraphs', document_id || ' ' || paragraph, count(*) AS rows
FROM paragraphs GROUP BY document_id, paragraph HAVING rows > 1
UNION ALL
SELECT 'quotations', quotation_id, count(*) AS rows FROM quotations GROUP BY ALL HAVING rows > 1
UNION ALL
SELECT 'statements', statement_id, count(*) AS rows FROM statements GROUP BY ALL HAVING rows > 1
UNION ALL
SELECT 'actors', actor_id, count(*) AS rows FROM actors GROUP BY ALL HAVING rows > 1
UNION ALL
SELECT 'actor_aliases', alias || ' ' || actor_id, count(*) AS rows
FROM actor_aliases GROUP BY alias, actor_id HAVING rows > 1;
