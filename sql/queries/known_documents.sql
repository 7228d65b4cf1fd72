-- Documents whose stored scores are those that this version would give.
SELECT document_id
FROM documents
JOIN runs USING (run_id)
WHERE scoring_version = $scoring_version
ORDER BY document_id;
