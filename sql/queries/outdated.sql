-- How many documents have scores of another version.
SELECT count(*) AS documents
FROM documents
JOIN runs USING (run_id)
WHERE scoring_version <> $scoring_version;
