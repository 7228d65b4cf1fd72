-- Every paragraph that may carry statements, by the statement that leans most: what `detente sample` draws from.
SELECT
    document_id,
    paragraph,
    CASE
        WHEN count(statement_id) = 0 THEN 'none'
        WHEN max(relevance) = 0 THEN 'unrelated'
        ELSE leaning(arg_max(stance, (abs(stance), statement_id)) FILTER (relevance > 0))
    END AS stratum,
    coalesce(outlet, '') AS outlet,
    coalesce(year(published_at), 0) AS year,
    coalesce(arg_max(side, (relevance, abs(stance), statement_id)), '') AS side
FROM paragraphs
JOIN documents USING (document_id)
LEFT JOIN statements USING (document_id, paragraph)
LEFT JOIN actors USING (actor_id)
WHERE paragraphs.kind = 'body'
GROUP BY document_id, paragraph, outlet, published_at
ORDER BY document_id, paragraph;
