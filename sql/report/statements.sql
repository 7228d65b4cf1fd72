-- What the page's actors say on the two countries, the strongest of each first: `place` counts them per actor. Repeats,
-- which do not count in the means, go last.
WITH ranked AS (
    SELECT
        statement_id,
        document_id,
        paragraph,
        actor_id,
        via_actor_id,
        sentiment,
        stance,
        relevance,
        repeat_of,
        row_number() OVER (
            PARTITION BY actor_id
            ORDER BY
                repeat_of IS NOT NULL,
                statement_weight(relevance) * abs(optimism(stance, sentiment, relevance)) DESC,
                statement_id
        ) AS place
    FROM statements
    SEMI JOIN heard USING (actor_id)
    WHERE relevance > 0
),
chosen AS MATERIALIZED (
    FROM ranked ORDER BY place, actor_id, statement_id LIMIT getvariable('most_statements')
),
spoken AS (
    SELECT
        statement_id,
        list({
            'start': char_start, 'end': char_end, 'mode': mode, 'cue': cue, 'surface': surface
        } ORDER BY char_start) AS quotations
    FROM quotations
    SEMI JOIN chosen USING (statement_id)
    GROUP BY statement_id
),
shown AS (
    SELECT
        statement_id,
        list({
            'start': char_start, 'end': char_end, 'frame': frame, 'weight': weight, 'operators': operators
        } ORDER BY char_start, char_end, frame) AS evidence
    FROM evidence
    SEMI JOIN chosen USING (statement_id)
    GROUP BY statement_id
)
SELECT
    chosen.*,
    messenger.name AS via,
    source,
    title,
    outlet,
    published_at::DATE AS day,
    paragraphs.text,
    quotations,
    coalesce(evidence, []) AS evidence
FROM chosen
JOIN documents USING (document_id)
JOIN paragraphs USING (document_id, paragraph)
LEFT JOIN actors AS messenger ON messenger.actor_id = via_actor_id
LEFT JOIN spoken USING (statement_id)
LEFT JOIN shown USING (statement_id)
ORDER BY place, actor_id, statement_id;
