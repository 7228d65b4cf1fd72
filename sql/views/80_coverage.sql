-- How much to trust the rest: what of the quoted text found a speaker, what of the statements a score, what was turned
-- away. A run counts for the documents that it analysed last; the shares of a run that was since redone are null.
CREATE OR REPLACE VIEW coverage AS
WITH spoken AS (
    SELECT
        run_id,
        count(*) AS quotations,
        sum(char_end - char_start) FILTER (mode <> 'indirect') AS quoted,
        sum(char_end - char_start) FILTER (mode <> 'indirect' AND kind <> 'unknown') AS attributed,
        count(*) FILTER (kind = 'unknown' AND is_pronoun(surface)) AS pronouns_unresolved
    FROM quotations
    JOIN (SELECT statement_id, actor_id FROM statements) USING (statement_id)
    JOIN actors USING (actor_id)
    JOIN documents USING (document_id)
    GROUP BY run_id
),
scored AS (
    SELECT
        run_id,
        count(*) AS statements,
        count(*) FILTER (relevance > 0) AS relevant,
        count(*) FILTER (relevance > 0 AND evidence.statement_id IS NOT NULL) AS evidenced,
        count(*) FILTER (repeat_of IS NOT NULL) AS repeats
    FROM statements
    JOIN documents USING (document_id)
    LEFT JOIN (SELECT DISTINCT statement_id FROM evidence) AS evidence USING (statement_id)
    GROUP BY run_id
),
stored AS (
    SELECT run_id, count(*) AS documents, count(published_at) AS dated
    FROM documents
    GROUP BY run_id
),
refused AS (
    SELECT run_id, count(*) AS rejections
    FROM rejections
    GROUP BY run_id
)
SELECT
    run_id,
    started_at,
    coalesce(documents, 0) AS documents,
    coalesce(rejections, 0) AS rejections,
    dated / documents AS share_dated,
    coalesce(quotations, 0) AS quotations,
    attributed / quoted AS share_attributed,
    coalesce(pronouns_unresolved, 0) AS pronouns_unresolved,
    coalesce(statements, 0) AS statements,
    relevant / statements AS share_relevant,
    evidenced / nullif(relevant, 0) AS share_scored,
    repeats / statements AS share_repeats
FROM runs
LEFT JOIN stored USING (run_id)
LEFT JOIN refused USING (run_id)
LEFT JOIN spoken USING (run_id)
LEFT JOIN scored USING (run_id)
ORDER BY started_at, run_id;

COMMENT ON VIEW coverage IS 'One row a run: how much of what was read found a speaker, a score, a place';
COMMENT ON COLUMN coverage.run_id IS 'The run: see runs';
COMMENT ON COLUMN coverage.started_at IS 'Begin of the run (UTC)';
COMMENT ON COLUMN coverage.documents IS 'Documents that this run analysed and no later one has';
COMMENT ON COLUMN coverage.rejections IS 'Sources that the run could not use: see rejections';
COMMENT ON COLUMN coverage.share_dated IS 'Share of the documents with a date; undated ones miss in actor_timeline';
COMMENT ON COLUMN coverage.quotations IS 'Quotations in the documents';
COMMENT ON COLUMN coverage.share_attributed IS 'Share of the characters quoted (direct or mixed) whose speaker was found';
COMMENT ON COLUMN coverage.pronouns_unresolved IS 'Quotations with a pronoun for speaker behind which no actor was found';
COMMENT ON COLUMN coverage.statements IS 'Statements in the documents';
COMMENT ON COLUMN coverage.share_relevant IS 'Share of the statements that bear on US-Russia relations';
COMMENT ON COLUMN coverage.share_scored IS 'Share of the relevant statements with evidence for their stance; the others score 0';
COMMENT ON COLUMN coverage.share_repeats IS 'Share of the statements that repeat another';
