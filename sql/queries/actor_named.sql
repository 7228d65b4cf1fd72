-- The actors that a name may mean, the best first: the identifier, the full name, an alias, a part of a name, and
-- then what is merely spelled like it. A name of who an override says is another means that other.
WITH heard AS (
    SELECT actor_id, found_actor_id, count(*) AS statements FROM statements GROUP BY ALL
),
names AS (
    SELECT actor_id, name FROM actors
    UNION ALL
    SELECT actor_id, alias FROM actor_aliases
    UNION ALL
    SELECT actor_id, actor_id FROM actors
),
own AS (
    SELECT actor_id, name FROM names SEMI JOIN heard USING (actor_id)
    UNION ALL
    SELECT heard.actor_id, name FROM names JOIN heard ON found_actor_id = names.actor_id
    WHERE found_actor_id <> heard.actor_id AND found_actor_id NOT IN (SELECT actor_id FROM heard)
),
matches AS (
    SELECT
        actor_id,
        max(CASE
            WHEN lower(name) = lower($name) THEN 3
            WHEN contains(' ' || lower(name) || ' ', ' ' || lower($name) || ' ') THEN 2
            ELSE jaro_winkler_similarity(lower(name), lower($name))
        END) AS match
    FROM own
    GROUP BY actor_id
)
SELECT actor_id, actors.name, match, match >= 2 AS exact, sum(statements)::BIGINT AS statements
FROM matches
JOIN actors USING (actor_id)
JOIN heard USING (actor_id)
WHERE match > 0.7
GROUP BY ALL
ORDER BY match DESC, statements DESC, actor_id
LIMIT 5;
