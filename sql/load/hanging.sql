-- What hangs on what is said.
CREATE OR REPLACE TEMP TABLE said AS
SELECT statement_id, document_id, folder FROM statements JOIN in_slice USING (document_id);

INSERT INTO uncompared SELECT statement_id FROM said;

INSERT INTO evidence BY NAME
SELECT * EXCLUDE (document_id, folder)
FROM slice_rows(getvariable('evidence')) JOIN said USING (statement_id, folder)
ANTI JOIN doubled USING (document_id);

INSERT INTO evidence BY NAME
SELECT DISTINCT * EXCLUDE (document_id, folder)
FROM slice_rows(getvariable('evidence')) JOIN said USING (statement_id, folder)
SEMI JOIN doubled USING (document_id);

INSERT INTO mentions BY NAME
SELECT DISTINCT ON (statement_id, actor_id) * EXCLUDE (document_id, folder), actor_id AS found_actor_id
FROM slice_rows(getvariable('mentions')) JOIN said USING (statement_id, folder)
ORDER BY ALL;
