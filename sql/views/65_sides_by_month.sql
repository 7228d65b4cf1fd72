-- The two sides compared: a row a month, all who speak for a side taken together, each statement counted once. Who
-- speaks much weighs much; for single voices see actor_timeline. Undated documents and those of no side are left out.
CREATE OR REPLACE VIEW sides_by_month AS
WITH months AS (
    SELECT
        slot,
        date_trunc('month', published_at)::DATE AS month,
        sum(statements)::BIGINT AS statements,
        count(DISTINCT actor_id) AS actors,
        mean_optimism(optimism_sum, weight) AS optimism,
        optimism_margin(statements, weight, optimism_sum, optimism_squares) AS margin,
        shrunk(sum(sum(optimism_sum)) OVER year, sum(sum(weight)) OVER year) AS optimism_running
    FROM actor_by_document
    JOIN actors USING (actor_id)
    JOIN sides USING (side)
    WHERE published_at IS NOT NULL
    GROUP BY slot, date_trunc('month', published_at)
    WINDOW year AS (
        PARTITION BY slot ORDER BY date_trunc('month', published_at)::DATE
        RANGE BETWEEN INTERVAL 11 MONTHS PRECEDING AND CURRENT ROW
    )
)
SELECT
    month,
    coalesce(us.statements, 0) AS us_statements,
    coalesce(us.actors, 0) AS us_actors,
    us.optimism AS us_optimism,
    greatest(us.optimism - us.margin, -1) AS us_low,
    least(us.optimism + us.margin, 1) AS us_high,
    us.optimism_running AS us_running,
    coalesce(ru.statements, 0) AS ru_statements,
    coalesce(ru.actors, 0) AS ru_actors,
    ru.optimism AS ru_optimism,
    greatest(ru.optimism - ru.margin, -1) AS ru_low,
    least(ru.optimism + ru.margin, 1) AS ru_high,
    ru.optimism_running AS ru_running,
    us.optimism - ru.optimism AS gap,
    us.optimism - ru.optimism - margin_of_difference(us.margin, ru.margin) AS gap_low,
    us.optimism - ru.optimism + margin_of_difference(us.margin, ru.margin) AS gap_high
FROM (FROM months WHERE slot = 'US') AS us
FULL JOIN (FROM months WHERE slot = 'RU') AS ru USING (month)
ORDER BY month;

COMMENT ON VIEW sides_by_month IS 'One row a month: optimism of all who speak for the first side (us_…) and of all who speak for the second (ru_…), and the gap between them; who they are: see sides';
COMMENT ON COLUMN sides_by_month.month IS 'First day of the month';
COMMENT ON COLUMN sides_by_month.us_statements IS 'Statements of the US side: first-hand, relevant, dated, repeats left out';
COMMENT ON COLUMN sides_by_month.us_actors IS 'Actors of the US side who are heard';
COMMENT ON COLUMN sides_by_month.us_optimism IS 'Weighted mean of their optimism, shrunk toward 0; null in a month without any';
COMMENT ON COLUMN sides_by_month.us_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN sides_by_month.us_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN sides_by_month.us_running IS 'The same mean over the twelve months that end with this one';
COMMENT ON COLUMN sides_by_month.ru_statements IS 'Statements of the Russian side';
COMMENT ON COLUMN sides_by_month.ru_actors IS 'Actors of the Russian side who are heard';
COMMENT ON COLUMN sides_by_month.ru_optimism IS 'Weighted mean of their optimism, shrunk toward 0; null in a month without any';
COMMENT ON COLUMN sides_by_month.ru_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN sides_by_month.ru_high IS 'Upper end of its 90 % interval';
COMMENT ON COLUMN sides_by_month.ru_running IS 'The same mean over the twelve months that end with this one';
COMMENT ON COLUMN sides_by_month.gap IS 'US optimism less Russian optimism: above 0, the US side is the more optimistic';
COMMENT ON COLUMN sides_by_month.gap_low IS 'Lower end of its 90 % interval';
COMMENT ON COLUMN sides_by_month.gap_high IS 'Upper end of its 90 % interval';
