-- What `links` (Parquet files) add; then all that is alike: by these links, and by being the same words of the same actor
-- through the same messenger, whenever printed. Only statements long enough to be told apart are the same by their
-- words: "Thank you" said twice is said twice. How they begin finds the few that may come again, at a fifth of the time.
INSERT INTO repeat_links BY NAME SELECT DISTINCT * FROM read_parquet(getvariable('links'));

-- The texts that were compared are many, and not needed any more.
DROP TABLE fresh;
DROP TABLE stored;

CREATE TEMP TABLE printed AS
WITH long AS (
    SELECT *, hash(actor_id, via_actor_id, lower(text[:40])) AS opening FROM statements WHERE length(text) >= 40
)
SELECT unnest(same[2:]) AS statement_id, same[1] AS other_id
FROM (
    SELECT list(statement_id ORDER BY published_at NULLS LAST, document_id, paragraph, statement_id) AS same
    FROM long
    JOIN documents USING (document_id)
    WHERE opening IN (SELECT opening FROM long GROUP BY opening HAVING count(*) > 1)
    GROUP BY actor_id, via_actor_id, lower(text)
    HAVING count(*) > 1
);

-- All statements of an actor are in one slice, in which it is decided who repeats whom.
CREATE TEMP TABLE alike AS
SELECT statement_id, other_id, printed, hash(actor_id) % (SELECT 1 + count(*) // 100_000 FROM statements) AS slice
FROM (
    SELECT statement_id, other_id, false AS printed FROM repeat_links
    UNION ALL
    SELECT statement_id, other_id, true FROM printed
)
JOIN statements USING (statement_id);

CREATE TEMP TABLE ordered AS
SELECT statement_id, published_at::DATE AS day, slice
FROM (SELECT DISTINCT unnest([statement_id, other_id]) AS statement_id, slice FROM alike)
JOIN statements USING (statement_id)
JOIN documents USING (document_id)
ORDER BY published_at NULLS LAST, document_id, paragraph, statement_id;
