-- What the page says of the whole database, and the constants of the means.
SELECT
    stance_share() AS stance_share,
    [statement_weight(relevance) FOR relevance IN [0, 1, 2]] AS weights,
    neutral_within() AS neutral_within,
    prior_statements() AS prior_statements,
    prior_spread() AS prior_spread,
    spread_statements() AS spread_statements,
    likeness() AS likeness,
    (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM documents WHERE published_at IS NULL) AS undated,
    (SELECT count(DISTINCT outlet) FROM documents) AS outlets,
    (SELECT min(published_at)::DATE FROM documents) AS first_day,
    (SELECT max(published_at)::DATE FROM documents) AS last_day,
    (SELECT count(DISTINCT source) FROM rejections) AS rejections,
    (SELECT count(*) FROM statements) AS statements,
    (SELECT count(*) FROM statements WHERE relevance = 0) AS unrelated,
    (SELECT count(*) FROM statements WHERE relevance > 0 AND repeat_of IS NOT NULL) AS repeats,
    (SELECT count(*) FROM counted_statements WHERE via_actor_id IS NULL) AS counted,
    (SELECT count(*) FROM counted_statements WHERE via_actor_id IS NOT NULL) AS reported,
    (SELECT count(*) FROM actor_summary) AS actors,
    (SELECT count(*) FROM actor_optimism) AS voices,
    (
        SELECT count(*) FILTER (statement_id IN (SELECT statement_id FROM evidence)) / nullif(count(*), 0)
        FROM statements
        WHERE relevance > 0
    ) AS share_scored,
    (
        SELECT
            sum(char_end - char_start) FILTER (kind <> 'unknown') / nullif(sum(char_end - char_start), 0)
        FROM quotations
        JOIN (SELECT statement_id, actor_id FROM statements) USING (statement_id)
        JOIN actors USING (actor_id)
        WHERE mode <> 'indirect'
    ) AS share_attributed,
    (SELECT max(finished_at) FROM runs) AS updated_at,
    (SELECT arg_max(code_version, finished_at) FROM runs) AS code_version,
    (SELECT list(DISTINCT scoring_version) FROM runs SEMI JOIN documents USING (run_id)) AS scoring_versions;
