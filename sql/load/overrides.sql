-- Who speaks, and of whom, where an analyst knows better than the analysis: the first row of the overrides file that
-- fits decides, and where none fits, what the analysis found. So applying a file again changes nothing, and an empty
-- one takes all of it back. A row names an actor by identifier or full name, or the words that stand for one in the text.
CREATE TEMP TABLE decided AS
WITH keys AS (
    SELECT line, lower(who) AS key FROM overrides
    UNION
    SELECT line, who_id FROM overrides
    UNION
    -- Of whom only a last name is known, the identifier has more than the name.
    SELECT line, actors.actor_id FROM overrides JOIN actors ON lower(actors.name) = lower(who)
),
named AS (
    SELECT statement_id, document_id, 'speaker' AS role, found_actor_id, found_actor_id AS key FROM statements
    UNION ALL
    SELECT statement_id, document_id, 'messenger', found_via_actor_id, found_via_actor_id FROM statements
    UNION ALL
    SELECT statement_id, document_id, 'speaker', found_actor_id, lower(surface)
    FROM quotations
    JOIN (SELECT statement_id, found_actor_id FROM statements) AS said USING (statement_id)
    WHERE EXISTS (FROM overrides)
    UNION ALL
    SELECT statement_id, document_id, 'named', mentions.found_actor_id, unnest([mentions.found_actor_id, lower(mentions.text)])
    FROM mentions
    JOIN (SELECT statement_id, document_id FROM statements) AS said USING (statement_id)
    WHERE EXISTS (FROM overrides)
)
SELECT statement_id, role, found_actor_id, min(line) AS line, arg_min(overrides.actor_id, line) AS actor_id
FROM named
JOIN keys USING (key)
JOIN overrides USING (line)
JOIN documents USING (document_id)
WHERE (overrides.document IS NULL OR overrides.document IN (document_id, source))
    AND (overrides.outlet IS NULL OR lower(overrides.outlet) = lower(documents.outlet))
    AND (since IS NULL OR published_at::DATE >= since)
    AND (until IS NULL OR published_at::DATE <= until)
GROUP BY ALL;

CREATE TEMP TABLE moving AS
SELECT
    statement_id,
    coalesce(speakers.actor_id, statements.found_actor_id) AS actor_id,
    coalesce(messengers.actor_id, found_via_actor_id) AS via_actor_id
FROM statements
LEFT JOIN (FROM decided WHERE role = 'speaker') AS speakers USING (statement_id)
LEFT JOIN (FROM decided WHERE role = 'messenger') AS messengers USING (statement_id)
WHERE statements.actor_id IS DISTINCT FROM coalesce(speakers.actor_id, statements.found_actor_id)
    OR statements.via_actor_id IS DISTINCT FROM coalesce(messengers.actor_id, found_via_actor_id);

INSERT INTO uncompared SELECT statement_id FROM moving;

UPDATE statements SET actor_id = moving.actor_id, via_actor_id = moving.via_actor_id
FROM moving
WHERE statements.statement_id = moving.statement_id;

CREATE TEMP TABLE renamed AS
SELECT statement_id, found_actor_id, coalesce(decided.actor_id, found_actor_id) AS actor_id
FROM mentions
LEFT JOIN (FROM decided WHERE role = 'named') AS decided USING (statement_id, found_actor_id)
WHERE mentions.actor_id IS DISTINCT FROM coalesce(decided.actor_id, found_actor_id);

UPDATE mentions SET actor_id = renamed.actor_id
FROM renamed
WHERE mentions.statement_id = renamed.statement_id AND mentions.found_actor_id = renamed.found_actor_id;
