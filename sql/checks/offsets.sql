-- Quotations, evidence and mentions are exactly the text that their offsets point to, in a paragraph that may carry them.
WITH pieces AS (
    SELECT 'quotation' AS what, quotation_id AS id, document_id, paragraph, char_start, char_end, text
    FROM quotations
    UNION ALL
    SELECT 'evidence of statement', statement_id, document_id, paragraph, char_start, char_end, evidence.text
    FROM evidence
    JOIN statements USING (statement_id)
    UNION ALL
    SELECT 'mention in statement', statement_id, document_id, paragraph, char_start, char_end, mentions.text
    FROM mentions
    JOIN statements USING (statement_id)
)
SELECT
    what,
    id,
    document_id,
    CASE
        WHEN kind <> 'body' THEN 'stands in paragraph ' || paragraph || ', which is ' || kind
        WHEN char_start < 0 OR char_end <= char_start OR char_end > length(paragraphs.text)
            THEN 'characters ' || char_start || ' to ' || char_end || ' are none of paragraph ' || paragraph
        ELSE 'paragraph ' || paragraph || ' has other words at characters ' || char_start || ' to ' || char_end
    END AS problem
FROM pieces
SEMI JOIN checked USING (document_id)
JOIN paragraphs USING (document_id, paragraph)
WHERE pieces.text <> substring(paragraphs.text, char_start + 1, char_end - char_start)
    OR char_start < 0 OR char_end <= char_start OR kind <> 'body';
