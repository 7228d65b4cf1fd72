-- Who may be one: a person of whom a document gives no more than a last name, and the only one of that name whom other
-- documents of the same outlet name in full. Nothing is merged by it, because namesakes are common: read the rows, and
-- those that hold are an overrides file as they stand (docs/overrides.md).
CREATE OR REPLACE VIEW namesakes AS
WITH heard AS (
    SELECT
        found_actor_id AS actor_id,
        any_value(name) AS name,
        bool_or(known) AS known,
        outlet,
        count(*) AS statements,
        min(published_at) AS first_at,
        max(published_at) AS last_at
    FROM statements
    JOIN documents USING (document_id)
    JOIN actors ON actors.actor_id = found_actor_id
    WHERE kind = 'person'
    GROUP BY found_actor_id, outlet
),
short AS (
    FROM heard WHERE NOT known AND NOT contains(name, ' ')
),
whole AS (
    SELECT *, string_split(name, ' ')[-1] AS last_name FROM heard WHERE contains(name, ' ')
)
SELECT
    short.actor_id AS who,
    any_value(whole.actor_id) AS actor,
    NULL::VARCHAR AS kind,
    NULL::VARCHAR AS side,
    NULL::VARCHAR AS document,
    NULL::VARCHAR AS outlet,
    NULL::DATE AS since,
    NULL::DATE AS until,
    'heard ' || any_value(short.statements) || ' times; ' || any_value(whole.name) || ' ' || any_value(whole.statements)
        || ' times' || coalesce(', ' || greatest(
            date_diff('day', any_value(whole.last_at), any_value(short.first_at)),
            date_diff('day', any_value(short.last_at), any_value(whole.first_at)),
            0
        ) || ' days apart', '') AS note
FROM short
JOIN whole ON whole.last_name = short.name AND whole.outlet IS NOT DISTINCT FROM short.outlet
GROUP BY short.actor_id
HAVING count(DISTINCT whole.actor_id) = 1
ORDER BY any_value(short.statements) DESC, who;

COMMENT ON VIEW namesakes IS 'Who may be one: a person with a last name only, and the only one of that name whom the same outlet names in full; rows of an overrides file';
COMMENT ON COLUMN namesakes.who IS 'The person of whom one document gives a last name only';
COMMENT ON COLUMN namesakes.actor IS 'The person of that name whom other documents of the same outlet name in full';
COMMENT ON COLUMN namesakes.kind IS 'Null: as it is stored';
COMMENT ON COLUMN namesakes.side IS 'Null: as it is stored';
COMMENT ON COLUMN namesakes.document IS 'Null: who is of one document anyway';
COMMENT ON COLUMN namesakes.outlet IS 'Null: who is of one document anyway';
COMMENT ON COLUMN namesakes.since IS 'Null: always';
COMMENT ON COLUMN namesakes.until IS 'Null: always';
COMMENT ON COLUMN namesakes.note IS 'How often both are heard, and how many days lie between';
