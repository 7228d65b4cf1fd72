-- Who may be one: a person of whom a document gives no more than a last name, and the only one of that name whom other
-- documents of the same outlet name in full; and two whose first names differ by a middle name or a letter or two
-- (Valeria, Valeriya). Nothing is merged by it, because namesakes are common: read the rows, and those that hold are an
-- overrides file as they stand (docs/overrides.md).
CREATE OR REPLACE VIEW namesakes AS
WITH heard AS (
    SELECT
        found_actor_id AS actor_id,
        outlet,
        count(*) AS statements,
        min(published_at) AS first_at,
        max(published_at) AS last_at
    FROM statements
    JOIN documents USING (document_id)
    GROUP BY found_actor_id, outlet
),
people AS (
    SELECT
        actor_id,
        any_value(name) AS name,
        any_value(known) AS known,
        any_value(string_split(name, ' ')[1]) AS first_name,
        any_value(string_split(name, ' ')[-1]) AS last_name,
        list(coalesce(outlet, '')) AS outlets,
        sum(statements)::BIGINT AS statements,
        min(first_at) AS first_at,
        max(last_at) AS last_at
    FROM heard
    JOIN actors USING (actor_id)
    WHERE kind = 'person'
    GROUP BY actor_id
),
alike AS (
    SELECT who.actor_id AS who_id, any_value(other.actor_id) AS actor_id
    FROM people AS who
    JOIN people AS other ON other.last_name = who.name AND list_has_any(other.outlets, who.outlets)
    WHERE NOT who.known AND other.name <> who.name
    GROUP BY who.actor_id
    HAVING count(*) = 1
    UNION ALL
    SELECT who.actor_id, arg_max(other.actor_id, (other.known, other.statements, other.actor_id))
    FROM people AS who
    JOIN people AS other ON other.last_name = who.last_name AND other.first_name[1] = who.first_name[1]
    WHERE NOT who.known AND who.name <> who.last_name AND other.name <> other.last_name
        AND (other.known, other.statements, other.actor_id) > (who.known, who.statements, who.actor_id)
        AND (
            other.first_name = who.first_name
            OR (length(who.first_name) > 4 AND levenshtein(who.first_name, other.first_name) <= 2)
        )
    GROUP BY who.actor_id
)
SELECT
    who.actor_id AS who,
    other.actor_id AS actor,
    NULL::VARCHAR AS kind,
    NULL::VARCHAR AS side,
    NULL::VARCHAR AS document,
    NULL::VARCHAR AS outlet,
    NULL::DATE AS since,
    NULL::DATE AS until,
    who.name || ' is heard ' || who.statements || ' times, ' || other.name || ' ' || other.statements || ' times'
        || coalesce(', ' || greatest(
            date_diff('day', other.last_at, who.first_at), date_diff('day', who.last_at, other.first_at), 0
        ) || ' days apart', '') AS note
FROM alike
JOIN people AS who ON who.actor_id = who_id
JOIN people AS other ON other.actor_id = alike.actor_id
ORDER BY who.statements DESC, who;

COMMENT ON VIEW namesakes IS 'Who may be one: a person with a last name only and the only one of that name whom the same outlet names in full, or two spellings of a first name; rows of an overrides file';
COMMENT ON COLUMN namesakes.who IS 'The person as the analysis found it, heard less often';
COMMENT ON COLUMN namesakes.actor IS 'The person who may be the same';
COMMENT ON COLUMN namesakes.kind IS 'Null: as it is stored';
COMMENT ON COLUMN namesakes.side IS 'Null: as it is stored';
COMMENT ON COLUMN namesakes.document IS 'Null: everywhere';
COMMENT ON COLUMN namesakes.outlet IS 'Null: everywhere';
COMMENT ON COLUMN namesakes.since IS 'Null: always';
COMMENT ON COLUMN namesakes.until IS 'Null: always';
COMMENT ON COLUMN namesakes.note IS 'How often both are heard, and how many days lie between';
