-- A statement's text, spans and modes are those of its quotations, which do not overlap, and its evidence and mentions lie
-- within them.
WITH spoken AS (
    FROM quotations SEMI JOIN checked USING (document_id)
),
several AS (
    SELECT statement_id FROM spoken GROUP BY statement_id HAVING count(*) > 1
),
ordered AS (  -- only where there are several, because sorting takes long
    SELECT
        statement_id,
        spoken.text,
        char_start,
        lag(char_end) OVER (PARTITION BY statement_id ORDER BY char_start, char_end) AS before
    FROM spoken
    SEMI JOIN several USING (statement_id)
),
told AS (
    SELECT statement_id, text FROM spoken ANTI JOIN several USING (statement_id)
    UNION ALL
    SELECT statement_id, string_agg(text, ' … ' ORDER BY char_start) FROM ordered GROUP BY statement_id
)
SELECT 'statement' AS what, statement_id AS id, document_id, 'its text is not that of its quotations' AS problem
FROM statements
JOIN told USING (statement_id)
WHERE statements.text <> told.text
UNION ALL
SELECT 'statement', statement_id, statements.document_id, 'its spans or modes are not those of its quotations'
FROM statements
JOIN (
    SELECT statement_id, parts_of(char_start, char_end, mode) AS parts FROM spoken GROUP BY statement_id
) USING (statement_id)
WHERE modes IS DISTINCT FROM modes_in(parts) OR spans IS DISTINCT FROM spans_in(parts)
UNION ALL
SELECT DISTINCT 'statement', statement_id, document_id, 'two of its quotations overlap at character ' || char_start
FROM ordered
JOIN statements USING (statement_id)
WHERE char_start < before
UNION ALL
SELECT 'evidence of statement', statement_id, document_id, 'lies outside what the statement says'
FROM evidence
ANTI JOIN quotations
    ON quotations.statement_id = evidence.statement_id
    AND quotations.char_start <= evidence.char_start AND evidence.char_end <= quotations.char_end
JOIN statements USING (statement_id)
SEMI JOIN checked USING (document_id)
UNION ALL
SELECT 'mention in statement', statement_id, document_id, 'lies outside what the statement says'
FROM mentions
ANTI JOIN quotations
    ON quotations.statement_id = mentions.statement_id
    AND quotations.char_start <= mentions.char_start AND mentions.char_end <= quotations.char_end
JOIN statements USING (statement_id)
SEMI JOIN checked USING (document_id);
