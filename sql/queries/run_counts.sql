SELECT documents_added, documents_replaced, documents_rejected, statements_added
FROM runs
WHERE run_id = $run_id;
