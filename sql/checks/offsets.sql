-- Quotations and evidence are exactly the text that their offsets point to, in a paragraph that may carry them.
SELECT 'quotations' AS "table", quotation_id AS row, quotations.text, substring(paragraphs.text, char_start + 1, char_end - char_start) AS stands_there
FROM quotations
JOIN paragraphs USING (document_id, paragraph)
WHERE quotations.text <> stands_there OR char_start < 0 OR char_end <= char_start OR kind <> 'body'
UNION ALL
SELECT 'evidence', statement_id, evidence.text, substring(paragraphs.text, char_start + 1, char_end - char_start) AS stands_there
FROM evidence
JOIN statements USING (statement_id)
JOIN paragraphs USING (document_id, paragraph)
WHERE evidence.text <> stands_there OR char_start < 0 OR char_end <= char_start;
