-- What hangs on the statements that were staged.
CREATE TEMP TABLE staged_statements AS
SELECT statement_id, document_id, folder FROM statements JOIN staged USING (document_id);

INSERT INTO uncompared SELECT statement_id FROM staged_statements;

INSERT INTO evidence BY NAME
SELECT * EXCLUDE (document_id, folder)
FROM staged_rows(getvariable('evidence')) JOIN staged_statements USING (statement_id, folder)
ANTI JOIN doubled USING (document_id);

INSERT INTO evidence BY NAME
SELECT DISTINCT * EXCLUDE (document_id, folder)
FROM staged_rows(getvariable('evidence')) JOIN staged_statements USING (statement_id, folder)
SEMI JOIN doubled USING (document_id);

INSERT INTO mentions BY NAME
SELECT DISTINCT ON (statement_id, actor_id) * EXCLUDE (document_id, folder), actor_id AS found_actor_id
FROM staged_rows(getvariable('mentions')) JOIN staged_statements USING (statement_id, folder)
ORDER BY ALL;
