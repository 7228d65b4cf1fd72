-- The statements of one slice of `fresh`, and all that their speakers say within days of them, `fresh` or `stored`.
WITH heard AS (
    SELECT
        actor_id,
        min(day) - getvariable('within_days') AS since,
        max(day) + getvariable('within_days') AS until,
        bool_or(day IS NULL) AS undated
    FROM fresh
    WHERE slice = $slice
    GROUP BY actor_id
)
SELECT compared.*
FROM (FROM fresh UNION ALL FROM stored) AS compared
JOIN heard USING (actor_id)
WHERE undated OR day IS NULL OR day BETWEEN since AND until;
