-- The two sides as wholes, and what lies between them, each with its interval; and the year in the middle of each, as
-- sides that are heard in different years cannot be compared as wholes.
WITH wholes AS (
    SELECT
        side,
        sum(statements)::BIGINT AS statements,
        count(DISTINCT actor_id) AS actors,
        mean_optimism(optimism_sum, weight) AS optimism,
        optimism_margin(statements, weight, optimism_sum, optimism_squares) AS margin,
        year(quantile_disc(published_at, 0.5)) AS middle
    FROM actor_by_document
    JOIN actors USING (actor_id)
    WHERE side IS NOT NULL
    GROUP BY side
)
SELECT
    side,
    statements,
    actors,
    optimism,
    greatest(optimism - margin, -1) AS low,
    least(optimism + margin, 1) AS high,
    middle
FROM wholes
UNION ALL BY NAME
SELECT
    'gap' AS side,
    one.optimism - other.optimism AS optimism,
    one.optimism - other.optimism - margin_of_difference(one.margin, other.margin) AS low,
    one.optimism - other.optimism + margin_of_difference(one.margin, other.margin) AS high
FROM wholes AS one
JOIN wholes AS other ON one.side = getvariable('first_side') AND other.side = getvariable('second_side');
