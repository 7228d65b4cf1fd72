-- Scores lie where they may, and unrelated statements take no stand. (NaN lies nowhere: it is above every number.)
SELECT document_id, statement_id AS row, 'statement' AS what, stance, sentiment, relevance
FROM statements
WHERE NOT (sentiment BETWEEN -1 AND 1 AND stance BETWEEN -1 AND 1 AND relevance BETWEEN 0 AND 2)
    OR (relevance = 0 AND stance <> 0)
UNION ALL
SELECT document_id, statement_id, frame, weight, NULL, polarity
FROM evidence
JOIN statements USING (statement_id)
WHERE NOT (isfinite(weight) AND polarity BETWEEN -1 AND 1);
