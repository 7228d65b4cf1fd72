-- What a reader wants on one line: an actor's optimism, what others report of the actor, and the strongest words for
-- and against. Actors who are only reported on come last.
CREATE OR REPLACE VIEW actor_summary AS
WITH reported AS (
    SELECT
        actor_id,
        count(*) AS statements_reported,
        mean_optimism(weight * optimism, weight) AS optimism_reported
    FROM counted_statements
    WHERE via_actor_id IS NOT NULL
    GROUP BY actor_id
),
strongest AS (
    SELECT
        actor_id,
        arg_max(text, (stance * weight, statement_id)) FILTER (leaning(stance) = 'for') AS strongest_for,
        arg_min(text, (stance * weight, statement_id)) FILTER (leaning(stance) = 'against') AS strongest_against
    FROM counted_statements
    WHERE via_actor_id IS NULL
    GROUP BY actor_id
)
SELECT
    actor_id,
    actors.name AS actor,
    actors.side,
    actors.kind,
    actors.description,
    coalesce(statements, 0) AS statements,
    coalesce(documents, 0) AS documents,
    coalesce(weight, 0) AS weight,
    optimism,
    optimism_low,
    optimism_high,
    stance,
    sentiment,
    coalesce(statements_for, 0) AS statements_for,
    coalesce(statements_against, 0) AS statements_against,
    coalesce(statements_neutral, 0) AS statements_neutral,
    first_at,
    last_at,
    optimism_reported,
    coalesce(statements_reported, 0) AS statements_reported,
    strongest_for,
    strongest_against
FROM actor_optimism
FULL JOIN reported USING (actor_id)
LEFT JOIN strongest USING (actor_id)
LEFT JOIN actors USING (actor_id)
ORDER BY optimism_low DESC NULLS LAST, weight DESC, actor_id;

COMMENT ON VIEW actor_summary IS 'One row an actor, ready to read: optimism by own words, as others report it, and the strongest words for and against';
COMMENT ON COLUMN actor_summary.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN actor_summary.actor IS 'Name of the actor';
COMMENT ON COLUMN actor_summary.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN actor_summary.kind IS 'person, office, institution, group or unknown: a mere description (senior official), behind which may be several';
COMMENT ON COLUMN actor_summary.description IS 'What the actor is, such as Russian Foreign Minister';
COMMENT ON COLUMN actor_summary.statements IS 'Statements counted: first-hand, relevant, repeats left out';
COMMENT ON COLUMN actor_summary.documents IS 'Documents that they come from';
COMMENT ON COLUMN actor_summary.weight IS 'Sum of their weights: how much evidence there is';
COMMENT ON COLUMN actor_summary.optimism IS 'Weighted mean of their optimism, shrunk toward 0, -1 to 1; null where the actor is only reported on';
COMMENT ON COLUMN actor_summary.optimism_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN actor_summary.optimism_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN actor_summary.stance IS 'Weighted mean of their stance, not shrunk';
COMMENT ON COLUMN actor_summary.sentiment IS 'Weighted mean of their sentiment, not shrunk';
COMMENT ON COLUMN actor_summary.statements_for IS 'Statements for normalisation (macro leaning)';
COMMENT ON COLUMN actor_summary.statements_against IS 'Statements against normalisation';
COMMENT ON COLUMN actor_summary.statements_neutral IS 'Statements that lean neither way';
COMMENT ON COLUMN actor_summary.first_at IS 'Date of the first document';
COMMENT ON COLUMN actor_summary.last_at IS 'Date of the last document';
COMMENT ON COLUMN actor_summary.optimism_reported IS 'The same mean over what others report of the actor (second-hand)';
COMMENT ON COLUMN actor_summary.statements_reported IS 'Number of those second-hand statements';
COMMENT ON COLUMN actor_summary.strongest_for IS 'The actor''s own statement with the highest weighted stance, where one is for normalisation';
COMMENT ON COLUMN actor_summary.strongest_against IS 'The actor''s own statement with the lowest weighted stance, where one is against normalisation';
