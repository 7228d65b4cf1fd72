FROM quotations
WHERE statement_id = $statement_id
ORDER BY char_start;
