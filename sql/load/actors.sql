-- The actors of the load are merged with those stored. What the registry says of an actor wins, and the staged
-- registry over the stored one; whom only an override names comes last; of the rest, what any text tells fills what the others leave open. Every choice is a
-- minimum, so the order of loading does not matter.
CREATE TEMP TABLE merged AS
WITH sources AS (
    SELECT actor_id, name, kind, side, description, known, if(known, 1, 3) AS rank FROM staged_rows(getvariable('actors'))
    UNION ALL
    SELECT actor_id, name, kind, side, description, known, if(known, 2, 3) AS rank FROM actors
    UNION ALL
    SELECT actor_id, name, kind, side, description, known, 4 FROM overrides
)
SELECT
    actor_id,
    arg_min(name, (regexp_matches(name, '\p{Lu}{2}'), name)) AS name,  -- rather Sergei Lavrov than SERGEI LAVROV
    coalesce(min(kind) FILTER (kind <> 'unknown'), 'unknown') AS kind,
    min(side) AS side,
    min(description) AS description,
    bool_or(known) AS known
FROM sources
SEMI JOIN (SELECT actor_id, min(rank) AS rank FROM sources GROUP BY actor_id) AS best USING (actor_id, rank)
GROUP BY actor_id;

CREATE TEMP TABLE named AS
SELECT alias, actor_id FROM staged_rows(getvariable('actor_aliases'))
UNION
SELECT alias, actor_id FROM actor_aliases;

-- Whoever no stored document hears or names any more is gone.
CREATE TEMP TABLE heard AS
SELECT actor_id FROM statements
UNION
SELECT found_actor_id FROM statements
UNION
SELECT via_actor_id FROM statements WHERE via_actor_id IS NOT NULL
UNION
SELECT found_via_actor_id FROM statements WHERE found_via_actor_id IS NOT NULL
UNION
SELECT actor_id FROM mentions
UNION
SELECT found_actor_id FROM mentions;

DELETE FROM actors;
INSERT INTO actors BY NAME FROM merged SEMI JOIN heard USING (actor_id) ORDER BY actor_id;

DELETE FROM actor_aliases;
INSERT INTO actor_aliases BY NAME FROM named SEMI JOIN heard USING (actor_id) ORDER BY actor_id, alias;
