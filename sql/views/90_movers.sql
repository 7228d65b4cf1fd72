-- Who has changed: optimism before and after a turning point, with the interval of the change. The first to read are
-- those whose change is surest, not largest: the end of the interval that is nearer to no change decides. Mere
-- descriptions are left out: behind "a senior official" is now this one, now that.
--     FROM moved('2021-06-01', '2022-02-24', '2023-01-01');
CREATE OR REPLACE MACRO optimism_between(since, until) AS TABLE
SELECT
    actor_id,
    unnest(averaged(statements, weight, optimism_sum, optimism_squares, stance_sum, sentiment_sum)),
    optimism_margin(statements, weight, optimism_sum, optimism_squares) AS margin
FROM actor_by_document
WHERE published_at >= since::TIMESTAMP AND published_at < until::TIMESTAMP
GROUP BY actor_id;
COMMENT ON MACRO TABLE optimism_between IS 'actor_optimism of the documents from one moment on and before another: actor_id, statements, documents, weight, optimism, margin';

CREATE OR REPLACE MACRO moved(since, turn, until) AS TABLE
SELECT
    actor_id,
    name AS actor,
    side,
    earlier.statements AS statements_before,
    later.statements AS statements_after,
    earlier.optimism AS optimism_before,
    later.optimism AS optimism_after,
    later.optimism - earlier.optimism AS change,
    later.optimism - earlier.optimism - margin_of_difference(earlier.margin, later.margin) AS change_low,
    later.optimism - earlier.optimism + margin_of_difference(earlier.margin, later.margin) AS change_high
FROM optimism_between(since, turn) AS earlier
JOIN optimism_between(turn, until) AS later USING (actor_id)
JOIN actors USING (actor_id)
WHERE kind <> 'unknown'
ORDER BY greatest(change_low, -change_high) DESC, actor_id;
COMMENT ON MACRO TABLE moved IS 'The columns of movers for two periods of your own: since … turn … until';

CREATE OR REPLACE VIEW movers AS
FROM moved(
    (SELECT max(published_at) - INTERVAL 24 MONTHS FROM documents),
    (SELECT max(published_at) - INTERVAL 12 MONTHS FROM documents),
    (SELECT max(published_at) + INTERVAL 1 DAY FROM documents)
);

COMMENT ON VIEW movers IS 'One row an actor heard in both of the last two times twelve months of the documents: how much optimism changed. Surest changes first';
COMMENT ON COLUMN movers.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN movers.actor IS 'Name of the actor';
COMMENT ON COLUMN movers.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN movers.statements_before IS 'Statements of the earlier period: first-hand, relevant, dated, repeats left out';
COMMENT ON COLUMN movers.statements_after IS 'Statements of the later period';
COMMENT ON COLUMN movers.optimism_before IS 'Weighted mean of their optimism in the earlier period, shrunk toward 0';
COMMENT ON COLUMN movers.optimism_after IS 'The same in the later period';
COMMENT ON COLUMN movers.change IS 'Optimism after less optimism before';
COMMENT ON COLUMN movers.change_low IS 'Lower end of its 90 % interval; above 0, the actor has become more optimistic';
COMMENT ON COLUMN movers.change_high IS 'Upper end of its 90 % interval; below 0, less optimistic';
