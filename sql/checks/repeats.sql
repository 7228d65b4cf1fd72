-- A repeat points straight to the earliest statement of the same actor.
SELECT
    'statement' AS what,
    again.statement_id AS id,
    again.document_id,
    CASE
        WHEN first.statement_id = again.statement_id THEN 'repeats itself'
        WHEN first.repeat_of IS NOT NULL THEN 'repeats ' || first.statement_id || ', which repeats ' || first.repeat_of
        WHEN first.actor_id <> again.actor_id
            THEN 'is of ' || again.actor_id || ', and repeats ' || first.statement_id || ' of ' || first.actor_id
        ELSE 'repeats ' || first.statement_id || ', which is later'
    END AS problem
FROM statements AS again
JOIN statements AS first ON first.statement_id = again.repeat_of
JOIN documents AS second_source ON second_source.document_id = again.document_id
JOIN documents AS first_source ON first_source.document_id = first.document_id
WHERE first.repeat_of IS NOT NULL
    OR first.statement_id = again.statement_id
    OR first.actor_id <> again.actor_id
    OR coalesce(first_source.published_at, 'infinity') > coalesce(second_source.published_at, 'infinity');
