-- Whether an actor sounds different from outlet to outlet. A repeat counts for the outlet that had it first.
CREATE OR REPLACE VIEW actor_by_outlet AS
FROM (
    SELECT
        actor_id,
        any_value(name) AS actor,
        any_value(side) AS side,
        outlet,
        unnest(averaged(statements, weight, optimism_sum, optimism_squares, stance_sum, sentiment_sum))
    FROM actor_by_document
    LEFT JOIN actors USING (actor_id)
    GROUP BY actor_id, outlet
)
ORDER BY actor_id, weight DESC, outlet;

COMMENT ON VIEW actor_by_outlet IS 'One row an actor and outlet: optimism of the actor as that outlet quotes it';
COMMENT ON COLUMN actor_by_outlet.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN actor_by_outlet.actor IS 'Name of the actor';
COMMENT ON COLUMN actor_by_outlet.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN actor_by_outlet.outlet IS 'Who published; null where the source does not tell';
COMMENT ON COLUMN actor_by_outlet.statements IS 'Statements counted: first-hand, relevant, repeats left out';
COMMENT ON COLUMN actor_by_outlet.documents IS 'Documents that they come from';
COMMENT ON COLUMN actor_by_outlet.weight IS 'Sum of their weights';
COMMENT ON COLUMN actor_by_outlet.optimism IS 'Weighted mean of their optimism, shrunk toward 0';
COMMENT ON COLUMN actor_by_outlet.optimism_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN actor_by_outlet.optimism_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN actor_by_outlet.stance IS 'Weighted mean of their stance, not shrunk';
COMMENT ON COLUMN actor_by_outlet.sentiment IS 'Weighted mean of their sentiment, not shrunk';
