-- Whom the report page has room for: the actors of whom there is most, with what actor_summary says of them.
CREATE OR REPLACE TEMP TABLE heard AS
SELECT * EXCLUDE (strongest_for, strongest_against)
FROM actor_summary
ORDER BY weight DESC, statements_reported DESC, actor_id
LIMIT getvariable('most_actors');
