-- Quotations and evidence are exactly the text that their offsets point to, in a paragraph that may carry them.
SELECT document_id, 'quotations' AS "table", quotation_id AS row, char_start, char_end, quotations.text AS text
FROM quotations
JOIN paragraphs USING (document_id, paragraph)
WHERE quotations.text <> substring(paragraphs.text, char_start + 1, char_end - char_start)
    OR char_start < 0 OR char_end <= char_start OR kind <> 'body'
UNION ALL
SELECT document_id, 'evidence', statement_id, char_start, char_end, evidence.text
FROM evidence
JOIN statements USING (statement_id)
JOIN paragraphs USING (document_id, paragraph)
WHERE evidence.text <> substring(paragraphs.text, char_start + 1, char_end - char_start)
    OR char_start < 0 OR char_end <= char_start;
