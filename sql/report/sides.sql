-- The two sides as wholes, and what lies between them, each with its interval.
WITH wholes AS (
    SELECT
        side,
        sum(statements)::BIGINT AS statements,
        count(DISTINCT actor_id) AS actors,
        mean_optimism(optimism_sum, weight) AS optimism,
        optimism_margin(statements, weight, optimism_sum, optimism_squares) AS margin
    FROM actor_by_document
    JOIN actors USING (actor_id)
    WHERE side IS NOT NULL
    GROUP BY side
)
SELECT side, statements, actors, optimism, greatest(optimism - margin, -1) AS low, least(optimism + margin, 1) AS high
FROM wholes
UNION ALL BY NAME
SELECT
    'gap' AS side,
    us.optimism - ru.optimism AS optimism,
    us.optimism - ru.optimism - margin_of_difference(us.margin, ru.margin) AS low,
    us.optimism - ru.optimism + margin_of_difference(us.margin, ru.margin) AS high
FROM wholes AS us
JOIN wholes AS ru ON us.side = 'US' AND ru.side = 'RU';
