-- The actors of the page, surest optimists first, and how many statements of theirs on the two countries are stored.
SELECT heard.*, stored
FROM heard
LEFT JOIN (SELECT actor_id, count(*) AS stored FROM statements WHERE relevance > 0 GROUP BY actor_id) USING (actor_id)
ORDER BY optimism_low DESC NULLS LAST, weight DESC, actor_id;
