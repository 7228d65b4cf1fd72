-- The paragraphs of the documents that are labelled or drawn.
SELECT document_id, paragraph, kind, text
FROM paragraphs
SEMI JOIN (SELECT unnest(getvariable('documents')::VARCHAR[]) AS document_id) USING (document_id)
ORDER BY document_id, paragraph;
