-- The actors that a name may mean, the best first: the identifier, the full name, an alias, a part of a name, and
-- then what is merely spelled like it.
WITH names AS (
    SELECT actor_id, name FROM actors
    UNION ALL
    SELECT actor_id, alias FROM actor_aliases
    UNION ALL
    SELECT actor_id, actor_id FROM actors
),
matches AS (
    SELECT
        actor_id,
        max(CASE
            WHEN lower(name) = lower($name) THEN 3
            WHEN contains(' ' || lower(name) || ' ', ' ' || lower($name) || ' ') THEN 2
            ELSE jaro_winkler_similarity(lower(name), lower($name))
        END) AS match
    FROM names
    GROUP BY actor_id
),
heard AS (
    SELECT actor_id, count(*) AS statements FROM statements GROUP BY actor_id
)
SELECT actor_id, name, match, match >= 2 AS exact, coalesce(statements, 0) AS statements
FROM matches
JOIN actors USING (actor_id)
LEFT JOIN heard USING (actor_id)
WHERE match > 0.7
ORDER BY match DESC, statements DESC, actor_id
LIMIT 5;
