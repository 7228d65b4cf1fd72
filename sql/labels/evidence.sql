-- What moved the stance of their statements.
SELECT statement_id, frame, weight, operators, evidence.text
FROM evidence
JOIN statements USING (statement_id)
SEMI JOIN (SELECT unnest(getvariable('documents')::VARCHAR[]) AS document_id) USING (document_id)
ORDER BY statement_id, char_start, frame;
