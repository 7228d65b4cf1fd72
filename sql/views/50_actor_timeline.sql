-- How an actor's optimism moves: a point a month in which the actor is heard, and a running mean over the twelve
-- months that end with it, each with the count behind it. Undated documents are left out.
CREATE OR REPLACE VIEW actor_timeline AS
WITH months AS (
    SELECT
        actor_id,
        date_trunc('month', published_at)::DATE AS month,
        sum(statements)::BIGINT AS statements,
        count(*) AS documents,
        sum(weight) AS weight,
        sum(optimism_sum) AS optimism_sum,
        mean_optimism(optimism_sum, weight) AS optimism
    FROM actor_by_document
    WHERE published_at IS NOT NULL
    GROUP BY ALL
)
SELECT
    actor_id,
    name AS actor,
    side,
    month,
    statements,
    documents,
    weight,
    optimism,
    shrunk(sum(optimism_sum) OVER year, sum(weight) OVER year) AS optimism_running,
    (sum(statements) OVER year)::BIGINT AS statements_running
FROM months
LEFT JOIN actors USING (actor_id)
WINDOW year AS (
    PARTITION BY actor_id ORDER BY month RANGE BETWEEN INTERVAL 11 MONTHS PRECEDING AND CURRENT ROW
)
ORDER BY actor_id, month;

COMMENT ON VIEW actor_timeline IS 'One row an actor and month: optimism of the month and of the twelve months that end with it';
COMMENT ON COLUMN actor_timeline.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN actor_timeline.actor IS 'Name of the actor';
COMMENT ON COLUMN actor_timeline.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN actor_timeline.month IS 'First day of the month';
COMMENT ON COLUMN actor_timeline.statements IS 'Statements of the month: first-hand, relevant, dated, repeats left out';
COMMENT ON COLUMN actor_timeline.documents IS 'Documents that they come from';
COMMENT ON COLUMN actor_timeline.weight IS 'Sum of their weights';
COMMENT ON COLUMN actor_timeline.optimism IS 'Weighted mean of the month, shrunk toward 0';
COMMENT ON COLUMN actor_timeline.optimism_running IS 'Weighted mean of the twelve months that end with this one, shrunk toward 0';
COMMENT ON COLUMN actor_timeline.statements_running IS 'Statements behind the running mean';
