-- Stance is what the evidence adds up to. Documents scored by an older version may have followed another formula.
WITH current AS (
    SELECT document_id FROM documents
    SEMI JOIN checked USING (document_id)
    JOIN runs USING (run_id)
    WHERE scoring_version = (SELECT arg_max(scoring_version, finished_at) FROM runs)
),
added AS (
    SELECT statement_id, sum(weight) AS total FROM evidence GROUP BY statement_id
)
SELECT
    'statement' AS what,
    statement_id AS id,
    document_id,
    'stance is ' || round(stance, 3) || ', its evidence makes ' || round(stance_of(coalesce(total, 0)), 3) AS problem
FROM statements
SEMI JOIN current USING (document_id)
LEFT JOIN added USING (statement_id)
WHERE NOT abs(stance - stance_of(coalesce(total, 0))) < 1e-6;
