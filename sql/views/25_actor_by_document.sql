-- What an actor says first-hand in one document, summed up: the step between statements and the means. The sums let the
-- macros weigh documents, because statements of one document are not independent.
CREATE OR REPLACE VIEW actor_by_document AS
SELECT
    actor_id,
    document_id,
    any_value(outlet) AS outlet,
    any_value(published_at) AS published_at,
    unnest(summed(weight, optimism, stance, sentiment)),
    count(*) FILTER (leaning(stance) = 'for') AS statements_for,
    count(*) FILTER (leaning(stance) = 'against') AS statements_against,
    count(*) FILTER (leaning(stance) = 'neutral') AS statements_neutral
FROM counted_statements
WHERE via_actor_id IS NULL
GROUP BY actor_id, document_id;

COMMENT ON VIEW actor_by_document IS 'One row an actor and document: what the actor says in it first-hand, summed up; the other actor views add these rows';
COMMENT ON COLUMN actor_by_document.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN actor_by_document.document_id IS 'The document: see documents';
COMMENT ON COLUMN actor_by_document.outlet IS 'Who published it';
COMMENT ON COLUMN actor_by_document.published_at IS 'When it was published';
COMMENT ON COLUMN actor_by_document.statements IS 'Statements counted: first-hand, relevant, repeats left out';
COMMENT ON COLUMN actor_by_document.weight IS 'Sum of their weights';
COMMENT ON COLUMN actor_by_document.optimism_sum IS 'Sum of weight times optimism';
COMMENT ON COLUMN actor_by_document.optimism_squares IS 'Sum of weight times squared optimism';
COMMENT ON COLUMN actor_by_document.stance_sum IS 'Sum of weight times stance';
COMMENT ON COLUMN actor_by_document.sentiment_sum IS 'Sum of weight times sentiment';
COMMENT ON COLUMN actor_by_document.statements_for IS 'Statements for normalisation (macro leaning)';
COMMENT ON COLUMN actor_by_document.statements_against IS 'Statements against normalisation';
COMMENT ON COLUMN actor_by_document.statements_neutral IS 'Statements that lean neither way';
