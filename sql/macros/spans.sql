-- The quotations of a statement in text order, and from them its `modes` and `spans`. Sorted after the fact:
-- list(… ORDER BY …) takes four times as long.
CREATE OR REPLACE MACRO parts_of(char_start, char_end, mode) AS
    list_sort(list({'char_start': char_start, 'char_end': char_end, 'mode': mode}));
COMMENT ON MACRO parts_of IS 'Aggregate over quotations: where each stands and its mode, in text order';

CREATE OR REPLACE MACRO modes_in(parts) AS [part.mode FOR part IN parts];
COMMENT ON MACRO modes_in IS 'The modes in what parts_of gives';

CREATE OR REPLACE MACRO spans_in(parts) AS
    [{'char_start': part.char_start, 'char_end': part.char_end} FOR part IN parts];
COMMENT ON MACRO spans_in IS 'The spans in what parts_of gives';
