-- Nothing refers to what is not there.
SELECT 'document' AS what, document_id AS id, document_id, 'its run ' || run_id || ' is not recorded' AS problem
FROM documents ANTI JOIN runs USING (run_id)
UNION ALL
SELECT 'paragraph', document_id || ' ' || paragraph, document_id, 'its document is not stored'
FROM paragraphs ANTI JOIN documents USING (document_id)
UNION ALL
SELECT 'quotation', quotation_id, document_id, 'its paragraph ' || paragraph || ' is not stored'
FROM quotations ANTI JOIN paragraphs USING (document_id, paragraph)
UNION ALL
SELECT 'quotation', quotation_id, document_id, 'its statement ' || statement_id || ' is not stored, or stands elsewhere'
FROM quotations ANTI JOIN statements USING (statement_id, document_id, paragraph)
UNION ALL
SELECT 'statement', statement_id, document_id, 'its document ' || document_id || ' is not stored'
FROM statements ANTI JOIN documents USING (document_id)
UNION ALL
SELECT 'statement', statement_id, document_id, 'has no quotation'
FROM statements ANTI JOIN quotations USING (statement_id)
UNION ALL
SELECT 'statement', statement_id, document_id, 'its ' || role || ' ' || actor_id || ' is not stored'
FROM (
    UNPIVOT (
        SELECT statement_id, document_id, actor_id AS actor, via_actor_id AS messenger,
            found_actor_id AS "found actor", found_via_actor_id AS "found messenger"
        FROM statements
    )
    ON actor, messenger, "found actor", "found messenger" INTO NAME role VALUE actor_id
)
ANTI JOIN actors USING (actor_id)
UNION ALL
SELECT 'statement', statement_id, document_id, 'the statement ' || repeat_of || ' that it repeats is not stored'
FROM statements AS again ANTI JOIN statements AS first ON first.statement_id = again.repeat_of
WHERE repeat_of IS NOT NULL
UNION ALL
SELECT 'link of statement', statement_id, NULL, 'the statement is not stored'
FROM (SELECT unnest([statement_id, other_id]) AS statement_id FROM repeat_links) ANTI JOIN statements USING (statement_id)
UNION ALL
SELECT 'evidence of statement', statement_id, NULL, 'the statement is not stored'
FROM evidence ANTI JOIN statements USING (statement_id)
UNION ALL
SELECT 'mention in statement', statement_id, NULL, 'the statement is not stored'
FROM mentions ANTI JOIN statements USING (statement_id)
UNION ALL
SELECT 'mention in statement', statement_id, NULL, 'the actor ' || actor_id || ' is not stored'
FROM mentions ANTI JOIN actors USING (actor_id)
UNION ALL
SELECT 'alias', alias, NULL, 'its actor ' || actor_id || ' is not stored'
FROM actor_aliases ANTI JOIN actors USING (actor_id);
