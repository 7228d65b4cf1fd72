-- The statements whose identifier begins so, at most a few, each with the paragraph that it stands in and what it
-- counts in the means.
SELECT
    scored.*,
    stance_share() AS stance_share,
    paragraphs.text AS paragraph_text,
    coalesce(counted.weight, 0) AS weight,
    leaning(scored.stance) AS leaning,
    if(found_actor_id <> scored.actor_id, coalesce(found.name, found_actor_id), NULL) AS found_actor
FROM scored_statements AS scored
JOIN paragraphs USING (document_id, paragraph)
JOIN (SELECT statement_id, found_actor_id FROM statements) AS finding USING (statement_id)
LEFT JOIN actors AS found ON found.actor_id = found_actor_id
LEFT JOIN counted_statements AS counted USING (statement_id)
WHERE starts_with(statement_id, $statement_id)
ORDER BY statement_id
LIMIT 4;
