-- Scores lie where they may, and unrelated statements take no stand.
SELECT 'statements' AS "table", statement_id AS row, sentiment, stance, relevance
FROM statements
WHERE NOT (sentiment BETWEEN -1 AND 1 AND stance BETWEEN -1 AND 1 AND relevance BETWEEN 0 AND 2)
    OR (relevance = 0 AND stance <> 0)
UNION ALL
SELECT 'evidence', statement_id, NULL, weight, polarity
FROM evidence
WHERE NOT (isfinite(weight) AND polarity BETWEEN -1 AND 1);
