-- Nothing refers to what is not there.
SELECT 'documents.run_id' AS "column", run_id AS refers_to, document_id AS row
FROM documents ANTI JOIN runs USING (run_id)
UNION ALL
SELECT 'paragraphs.document_id', document_id, document_id || ' ' || paragraph
FROM paragraphs ANTI JOIN documents USING (document_id)
UNION ALL
SELECT 'quotations.paragraph', document_id || ' ' || paragraph, quotation_id
FROM quotations ANTI JOIN paragraphs USING (document_id, paragraph)
UNION ALL
SELECT 'quotations.statement_id', statement_id, quotation_id
FROM quotations ANTI JOIN statements USING (statement_id, document_id, paragraph)
UNION ALL
SELECT 'statements.document_id', document_id, statement_id
FROM statements ANTI JOIN documents USING (document_id)
UNION ALL
SELECT 'statements.actor_id', actor_id, statement_id
FROM statements ANTI JOIN actors USING (actor_id)
UNION ALL
SELECT 'statements.via_actor_id', via_actor_id, statement_id
FROM statements ANTI JOIN actors ON actors.actor_id = via_actor_id
WHERE via_actor_id IS NOT NULL
UNION ALL
SELECT 'statements.statement_id', 'no quotation', statement_id
FROM statements ANTI JOIN quotations USING (statement_id)
UNION ALL
SELECT 'statements.repeat_of', repeat_of, statement_id
FROM statements AS again ANTI JOIN statements AS first ON first.statement_id = again.repeat_of AND first.repeat_of IS NULL
WHERE repeat_of IS NOT NULL
UNION ALL
SELECT 'evidence.statement_id', statement_id, text
FROM evidence ANTI JOIN statements USING (statement_id)
UNION ALL
SELECT 'actor_aliases.actor_id', actor_id, alias
FROM actor_aliases ANTI JOIN actors USING (actor_id);
