-- How optimistic the voices in a document are together. Here a statement that repeats another document counts too: the
-- question is what this document lets its readers hear. What a compound file carries twice, counts once. Whose a bare
-- pronoun is does not matter here.
CREATE OR REPLACE VIEW document_optimism AS
WITH heard AS (
    FROM statements WHERE relevance > 0 AND via_actor_id IS NULL
),
twice AS (
    SELECT again.statement_id
    FROM heard AS again
    LEFT JOIN heard AS first ON first.statement_id = again.repeat_of AND first.document_id = again.document_id
    WHERE again.repeat_of IS NOT NULL
    QUALIFY first.statement_id IS NOT NULL OR row_number() OVER (
        PARTITION BY again.document_id, again.repeat_of ORDER BY again.paragraph, again.statement_id
    ) > 1
),
voices AS (
    SELECT
        document_id,
        count(*) AS statements,
        count(DISTINCT actor_id) AS actors,
        sum(statement_weight(relevance)) AS weight,
        mean_optimism(
            statement_weight(relevance) * optimism(stance, sentiment, relevance), statement_weight(relevance)
        ) AS optimism
    FROM heard
    ANTI JOIN twice USING (statement_id)
    GROUP BY document_id
)
SELECT
    document_id,
    source,
    title,
    outlet,
    published_at,
    coalesce(statements, 0) AS statements,
    coalesce(actors, 0) AS actors,
    coalesce(weight, 0) AS weight,
    optimism
FROM documents
LEFT JOIN voices USING (document_id)
ORDER BY published_at NULLS LAST, document_id;

COMMENT ON VIEW document_optimism IS 'One row a document: optimism of all who speak in it, first-hand';
COMMENT ON COLUMN document_optimism.document_id IS 'The document: see documents';
COMMENT ON COLUMN document_optimism.source IS 'Path or address of the document';
COMMENT ON COLUMN document_optimism.title IS 'Headline';
COMMENT ON COLUMN document_optimism.outlet IS 'Who published it';
COMMENT ON COLUMN document_optimism.published_at IS 'When it was published';
COMMENT ON COLUMN document_optimism.statements IS 'Statements in it: first-hand and relevant, each once';
COMMENT ON COLUMN document_optimism.actors IS 'Actors who voice them';
COMMENT ON COLUMN document_optimism.weight IS 'Sum of their weights';
COMMENT ON COLUMN document_optimism.optimism IS 'Weighted mean of their optimism, shrunk toward 0; null where nobody says anything relevant';
