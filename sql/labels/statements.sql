-- Their statements, as they count.
SELECT statement_id, document_id, paragraph, actor, via, spans, relevance, stance
FROM scored_statements
SEMI JOIN (SELECT unnest(getvariable('documents')::VARCHAR[]) AS document_id) USING (document_id)
ORDER BY document_id, paragraph, statement_id;
