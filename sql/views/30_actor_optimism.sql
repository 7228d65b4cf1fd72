-- How optimistic each actor is, by the actor's own words. Ordered by the lower end of the interval: a mean is led by
-- what is certain of it, so thin evidence does not lead.
CREATE OR REPLACE VIEW actor_optimism AS
FROM (
    SELECT
        actor_id,
        any_value(name) AS actor,
        any_value(side) AS side,
        any_value(kind) AS kind,
        unnest(averaged(statements, weight, optimism_sum, optimism_squares, stance_sum, sentiment_sum)),
        sum(statements_for)::BIGINT AS statements_for,
        sum(statements_against)::BIGINT AS statements_against,
        sum(statements_neutral)::BIGINT AS statements_neutral,
        min(published_at) AS first_at,
        max(published_at) AS last_at
    FROM actor_by_document
    LEFT JOIN actors USING (actor_id)
    GROUP BY actor_id
)
ORDER BY optimism_low DESC, weight DESC, actor_id;

COMMENT ON VIEW actor_optimism IS 'One row an actor: how optimistic, by own words that bear on the two countries, each counted once. Surest optimists first';
COMMENT ON COLUMN actor_optimism.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN actor_optimism.actor IS 'Name of the actor';
COMMENT ON COLUMN actor_optimism.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN actor_optimism.kind IS 'person, office, institution, group or unknown: a mere description (senior official), behind which may be several';
COMMENT ON COLUMN actor_optimism.statements IS 'Statements counted: first-hand, relevant, repeats left out';
COMMENT ON COLUMN actor_optimism.documents IS 'Documents that they come from';
COMMENT ON COLUMN actor_optimism.weight IS 'Sum of their weights: how much evidence there is';
COMMENT ON COLUMN actor_optimism.optimism IS 'Weighted mean of their optimism, shrunk toward 0, -1 to 1';
COMMENT ON COLUMN actor_optimism.optimism_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN actor_optimism.optimism_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN actor_optimism.stance IS 'Weighted mean of their stance, not shrunk';
COMMENT ON COLUMN actor_optimism.sentiment IS 'Weighted mean of their sentiment, not shrunk';
COMMENT ON COLUMN actor_optimism.statements_for IS 'Statements for normalisation (macro leaning)';
COMMENT ON COLUMN actor_optimism.statements_against IS 'Statements against normalisation';
COMMENT ON COLUMN actor_optimism.statements_neutral IS 'Statements that lean neither way';
COMMENT ON COLUMN actor_optimism.first_at IS 'Date of the first document';
COMMENT ON COLUMN actor_optimism.last_at IS 'Date of the last document';
