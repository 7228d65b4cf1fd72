-- The statements to compare, `fresh` ones with the rest of what their speakers say; the links that these replace are gone.
-- A `slice` is what is compared at once (near.sql).
CREATE TEMP TABLE fresh AS
SELECT
    statement_id, actor_id, via_actor_id, published_at::DATE AS day, text,
    (row_number() OVER (ORDER BY actor_id, day, statement_id) - 1) // getvariable('slice_rows') AS slice
FROM statements
JOIN documents USING (document_id)
SEMI JOIN uncompared USING (statement_id);

DELETE FROM uncompared;

DELETE FROM repeat_links
WHERE statement_id IN (SELECT statement_id FROM fresh)
    OR other_id IN (SELECT statement_id FROM fresh)
    OR statement_id NOT IN (SELECT statement_id FROM statements)
    OR other_id NOT IN (SELECT statement_id FROM statements);

-- Who speaks in a slice (NULL: in any), and the days within which all that they say is near.
CREATE TEMP MACRO speaking(number) AS TABLE
SELECT
    actor_id,
    min(day) - getvariable('within_days') AS since,
    max(day) + getvariable('within_days') AS until,
    bool_or(day IS NULL) AS undated
FROM fresh
WHERE number IS NULL OR slice = number
GROUP BY actor_id;

CREATE TEMP TABLE stored AS
SELECT statement_id, actor_id, via_actor_id, published_at::DATE AS day, text, NULL::BIGINT AS slice
FROM statements
JOIN documents USING (document_id)
JOIN speaking(NULL) USING (actor_id)
ANTI JOIN fresh USING (statement_id)
WHERE undated OR published_at IS NULL OR published_at::DATE BETWEEN since AND until;
