-- One statement with the paragraph that it stands in and what it counts in the means.
SELECT
    scored.*,
    stance_share() AS stance_share,
    paragraphs.text AS paragraph_text,
    if(repeat_of IS NULL, statement_weight(relevance), 0) AS weight,
    leaning(stance) AS leaning
FROM scored_statements AS scored
JOIN paragraphs USING (document_id, paragraph)
WHERE statement_id = $statement_id;
