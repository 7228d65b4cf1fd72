-- What the means count: statements that bear on the two countries, each said once, by somebody: what is left with a bare
-- pronoun ("he") may be anybody's, and is counted in coverage only. First-hand ones make an actor's
-- optimism, second-hand ones what others report of the actor. Where an override makes the two one, the words stand in
-- that actor's own statement already.
CREATE OR REPLACE VIEW counted_statements AS
SELECT
    statement_id,
    document_id,
    outlet,
    published_at,
    actor_id,
    via_actor_id,
    text,
    sentiment,
    stance,
    optimism(stance, sentiment, relevance) AS optimism,
    statement_weight(relevance) AS weight
FROM statements
JOIN documents USING (document_id)
ANTI JOIN (SELECT actor_id FROM actors WHERE kind = 'unknown' AND is_pronoun(name)) AS pronouns USING (actor_id)
WHERE relevance > 0 AND repeat_of IS NULL AND via_actor_id IS DISTINCT FROM actor_id;

COMMENT ON VIEW counted_statements IS 'One row a statement that counts in the means: relevant, not a repeat, and of a speaker who is more than a pronoun';
COMMENT ON COLUMN counted_statements.statement_id IS 'The statement: see scored_statements';
COMMENT ON COLUMN counted_statements.document_id IS 'The document: see documents';
COMMENT ON COLUMN counted_statements.outlet IS 'Who published the document';
COMMENT ON COLUMN counted_statements.published_at IS 'When the document was published';
COMMENT ON COLUMN counted_statements.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN counted_statements.via_actor_id IS 'Where it is second-hand: the actor through whom we hear it';
COMMENT ON COLUMN counted_statements.text IS 'What is said';
COMMENT ON COLUMN counted_statements.sentiment IS 'Tone of its words, -1 to 1 (VADER)';
COMMENT ON COLUMN counted_statements.stance IS 'Position of the speaker toward normalisation, -1 to 1';
COMMENT ON COLUMN counted_statements.optimism IS 'Stance and sentiment combined by the macro optimism, -1 to 1';
COMMENT ON COLUMN counted_statements.weight IS 'How much it counts in a mean (macro statement_weight)';
