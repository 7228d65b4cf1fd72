-- Who speaks of whom, and how: what an actor says first-hand in statements that name another, person, institution or
-- country. Stance is toward normalisation, whoever is named: a low mean says that the other comes up where relations
-- are bad, not that the other is disliked.
CREATE OR REPLACE VIEW pairs AS
WITH named AS (
    SELECT DISTINCT statement_id, actor_id AS of_actor_id FROM mentions
),
by_document AS (
    SELECT
        actor_id,
        of_actor_id,
        any_value(published_at) AS published_at,
        unnest(summed(weight, optimism, stance, sentiment))
    FROM counted_statements
    JOIN named USING (statement_id)
    WHERE via_actor_id IS NULL AND actor_id <> of_actor_id
    GROUP BY actor_id, of_actor_id, document_id
),
means AS (
    SELECT
        actor_id,
        of_actor_id,
        unnest(averaged(statements, weight, optimism_sum, optimism_squares, stance_sum, sentiment_sum)),
        min(published_at) AS first_at,
        max(published_at) AS last_at
    FROM by_document
    GROUP BY actor_id, of_actor_id
)
SELECT
    means.actor_id,
    speaker.name AS actor,
    speaker.side,
    of_actor_id,
    other.name AS of_actor,
    other.kind AS of_kind,
    other.side AS of_side,
    means.* EXCLUDE (actor_id, of_actor_id)
FROM means
LEFT JOIN actors AS speaker ON speaker.actor_id = means.actor_id
LEFT JOIN actors AS other ON other.actor_id = of_actor_id
ORDER BY weight DESC, means.actor_id, of_actor_id;

COMMENT ON VIEW pairs IS 'One row an actor and another whom that actor names: how often, and how optimistic the statements are that do. Most frequent first';
COMMENT ON COLUMN pairs.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN pairs.actor IS 'Name of who speaks';
COMMENT ON COLUMN pairs.side IS 'Code of a side (see sides: US, RU) or null: the side of who speaks';
COMMENT ON COLUMN pairs.of_actor_id IS 'Who is named: see actors';
COMMENT ON COLUMN pairs.of_actor IS 'Name of who is named';
COMMENT ON COLUMN pairs.of_kind IS 'person, office, institution, group or unknown; a country is an institution';
COMMENT ON COLUMN pairs.of_side IS 'Code of a side (see sides: US, RU) or null: the side of who is named';
COMMENT ON COLUMN pairs.statements IS 'Statements of the one that name the other: first-hand, relevant, repeats left out';
COMMENT ON COLUMN pairs.documents IS 'Documents that they come from';
COMMENT ON COLUMN pairs.weight IS 'Sum of their weights';
COMMENT ON COLUMN pairs.optimism IS 'Weighted mean of their optimism, shrunk toward 0; compare it with the actor''s in actor_optimism';
COMMENT ON COLUMN pairs.optimism_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN pairs.optimism_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN pairs.stance IS 'Weighted mean of their stance, not shrunk';
COMMENT ON COLUMN pairs.sentiment IS 'Weighted mean of their sentiment, not shrunk';
COMMENT ON COLUMN pairs.first_at IS 'Date of the first document';
COMMENT ON COLUMN pairs.last_at IS 'Date of the last document';
