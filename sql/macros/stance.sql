-- Evidence to stance, as analytics/scoring/stance.py has it: the signed weights of a statement's evidence are added, and the sum
-- levels off toward -1 and 1, so that each further piece moves it less. Used by the check `stance`, and to retrace a
-- score by hand: SELECT stance_of(sum(weight)) FROM evidence WHERE statement_id = '…';
CREATE OR REPLACE MACRO stance_of(total) AS round(total, 3) / (0.6 + abs(round(total, 3)));
COMMENT ON MACRO stance_of IS 'Stance that evidence makes whose weights have this sum';
