-- What the page's means and intervals are made of, for whatever outlets and months its reader picks: the sums of
-- actor_by_document that the macros of optimism.sql add up. A row an actor of the page, outlet and month; and with
-- actor_id null a row a side, outlet and month, of all who speak for that side. Where that would be too many rows, the
-- variables `outlets` (how many keep their name) and `grain` (month, quarter, year) make them fewer.
WITH named AS (
    SELECT outlet
    FROM counted_statements
    WHERE outlet IS NOT NULL
    GROUP BY outlet
    ORDER BY count(*) DESC, outlet
    LIMIT getvariable('outlets')
),
parts AS (
    SELECT
        sums.* EXCLUDE (outlet),
        side,
        if(sums.outlet IS NULL OR named.outlet IS NOT NULL, sums.outlet, 'other outlets') AS outlet,
        date_trunc(getvariable('grain'), published_at)::DATE AS month
    FROM actor_by_document AS sums
    JOIN actors USING (actor_id)
    LEFT JOIN named ON named.outlet = sums.outlet
),
voices AS (
    SELECT actor_id, NULL AS side, * EXCLUDE (actor_id, side) FROM parts SEMI JOIN heard USING (actor_id)
    UNION ALL BY NAME
    SELECT NULL AS actor_id, side, * EXCLUDE (actor_id, side) FROM parts WHERE side IS NOT NULL
)
SELECT
    actor_id,
    side,
    outlet,
    month,
    sum(statements)::BIGINT AS statements,
    sum(statements * statements)::BIGINT AS statements_squares,
    count(*) AS documents,
    sum(weight) AS weight,
    sum(optimism_sum) AS optimism_sum,
    sum(optimism_squares) AS optimism_squares,
    sum(statements_for)::BIGINT AS statements_for,
    sum(statements_against)::BIGINT AS statements_against
FROM voices
GROUP BY actor_id, side, outlet, month
ORDER BY ALL;
