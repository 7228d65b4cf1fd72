-- Who speaks of whom, and how: what an actor says first-hand in statements that name another, person, institution or
-- country. Stance is toward normalisation, whoever is named: a low mean says that the other comes up where relations
-- are bad. Whether the other is liked, regard says: what the sentence that names the other shows toward the other.
CREATE OR REPLACE VIEW pairs AS
WITH named AS (
    -- Two who are named may by an override be one.
    SELECT statement_id, actor_id AS of_actor_id, avg(regard) AS regard FROM mentions GROUP BY ALL
),
by_document AS (
    SELECT
        actor_id,
        of_actor_id,
        any_value(published_at) AS published_at,
        unnest(summed(weight, optimism, stance, sentiment)),
        sum(weight * regard) AS regard_sum,
        sum(weight) FILTER (regard IS NOT NULL) AS regarded,
        count(*) FILTER (regard > indifferent_within()) AS friendly,
        count(*) FILTER (regard < -indifferent_within()) AS hostile
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
        sum(regard_sum) / nullif(sum(regarded), 0) AS regard,
        sum(friendly)::BIGINT AS friendly,
        sum(hostile)::BIGINT AS hostile,
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
COMMENT ON COLUMN pairs.regard IS 'Weighted mean of what they show toward the other, -1 against to 1 for, not shrunk; null where nothing was analysed for it';
COMMENT ON COLUMN pairs.friendly IS 'Statements that speak for the other: regard above indifferent_within';
COMMENT ON COLUMN pairs.hostile IS 'Statements that speak against the other';
COMMENT ON COLUMN pairs.first_at IS 'Date of the first document';
COMMENT ON COLUMN pairs.last_at IS 'Date of the last document';
