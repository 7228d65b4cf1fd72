-- The statements of one slice of `fresh`, and all that their speakers say within days of them, `fresh` or `stored`.
SELECT compared.*
FROM (FROM fresh UNION ALL FROM stored) AS compared
JOIN speaking($slice) USING (actor_id)
WHERE undated OR day IS NULL OR day BETWEEN since AND until;
