FROM scored_statements
WHERE actor_id = $actor_id
ORDER BY published_at NULLS LAST, document_id, paragraph, statement_id;
