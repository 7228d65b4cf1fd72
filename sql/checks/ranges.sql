-- Values lie where they may, and unrelated statements take no stand. (NaN lies nowhere: it is above every number.)
SELECT 'statement' AS what, statement_id AS id, document_id,
    CASE
        WHEN relevance = 0 AND stance <> 0 THEN 'is unrelated (relevance 0), yet has the stance ' || stance
        ELSE 'sentiment ' || sentiment || ', stance ' || stance || ' or relevance ' || relevance || ' is off the scale'
    END AS problem
FROM statements
WHERE NOT (sentiment BETWEEN -1 AND 1 AND stance BETWEEN -1 AND 1 AND relevance BETWEEN 0 AND 2)
    OR (relevance = 0 AND stance <> 0)
UNION ALL
SELECT 'evidence of statement', statement_id, document_id,
    'weight ' || weight || ' or polarity ' || polarity || ' of the frame ' || frame || ' is off the scale'
FROM evidence
JOIN statements USING (statement_id)
WHERE NOT (isfinite(weight) AND polarity BETWEEN -1 AND 1)
UNION ALL
SELECT 'paragraph', document_id || ' ' || paragraph, document_id, 'kind ' || kind || ', sentiment ' || sentiment
FROM paragraphs
WHERE kind NOT IN ('body', 'heading', 'boilerplate') OR NOT coalesce(sentiment BETWEEN -1 AND 1, true)
UNION ALL
SELECT 'quotation', quotation_id, document_id, 'there is no mode ' || mode
FROM quotations
WHERE mode NOT IN ('direct', 'indirect', 'mixed')
UNION ALL
SELECT 'actor', actor_id, NULL, 'there is no kind ' || kind || ' or no side ' || side
FROM actors
WHERE kind NOT IN ('person', 'office', 'institution', 'group', 'unknown') OR side NOT IN (SELECT side FROM sides)
UNION ALL
SELECT 'mention in statement', statement_id, document_id, 'regard ' || regard || ' is off the scale'
FROM mentions
JOIN statements USING (statement_id)
WHERE NOT coalesce(regard BETWEEN -1 AND 1, true);
