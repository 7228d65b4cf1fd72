-- What is said again points to where it was said first: `repeats` are Parquet files of both.
CREATE TEMP TABLE repeats AS FROM read_parquet(getvariable('repeats'));

UPDATE statements SET repeat_of = NULL
WHERE repeat_of IS NOT NULL AND statement_id NOT IN (SELECT statement_id FROM repeats);

UPDATE statements SET repeat_of = repeats.repeat_of
FROM repeats
WHERE statements.statement_id = repeats.statement_id
    AND statements.repeat_of IS DISTINCT FROM repeats.repeat_of;
