FROM evidence
WHERE statement_id = $statement_id
ORDER BY char_start, char_end, frame;
