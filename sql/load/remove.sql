-- The documents that are to leave, and all that hangs on them.
DELETE FROM evidence WHERE statement_id IN (SELECT statement_id FROM statements SEMI JOIN leaving USING (document_id));
DELETE FROM mentions WHERE statement_id IN (SELECT statement_id FROM statements SEMI JOIN leaving USING (document_id));
DELETE FROM statements WHERE document_id IN (FROM leaving);
DELETE FROM quotations WHERE document_id IN (FROM leaving);
DELETE FROM paragraphs WHERE document_id IN (FROM leaving);
DELETE FROM documents WHERE document_id IN (FROM leaving);
