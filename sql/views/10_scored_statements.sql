-- Every statement with its scores and all that one needs to judge it: the view to start from.
CREATE OR REPLACE VIEW scored_statements AS
SELECT
    statement_id,
    document_id,
    source,
    title,
    outlet,
    published_at,
    paragraph,
    statements.actor_id,
    speaker.name AS actor,
    speaker.side,
    via_actor_id,
    messenger.name AS via,
    modes,
    spans,
    text,
    sentiment,
    stance,
    relevance,
    optimism(stance, sentiment, relevance) AS optimism,
    repeat_of
FROM statements
JOIN documents USING (document_id)
LEFT JOIN actors AS speaker ON speaker.actor_id = statements.actor_id
LEFT JOIN actors AS messenger ON messenger.actor_id = via_actor_id;

COMMENT ON VIEW scored_statements IS 'One row a statement, with source, speaker, spans and scores: the view to start from';
COMMENT ON COLUMN scored_statements.statement_id IS 'Identifies the statement; `detente explain` takes it';
COMMENT ON COLUMN scored_statements.document_id IS 'The document: see documents';
COMMENT ON COLUMN scored_statements.source IS 'Path or address of the document';
COMMENT ON COLUMN scored_statements.title IS 'Headline of the document';
COMMENT ON COLUMN scored_statements.outlet IS 'Who published the document';
COMMENT ON COLUMN scored_statements.published_at IS 'When the document was published';
COMMENT ON COLUMN scored_statements.paragraph IS 'Number of the paragraph in the document, counted from 0';
COMMENT ON COLUMN scored_statements.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN scored_statements.actor IS 'Name of who speaks';
COMMENT ON COLUMN scored_statements.side IS 'Code of a side (see sides: US, RU) or null: the side of who speaks';
COMMENT ON COLUMN scored_statements.via_actor_id IS 'Where it is second-hand: the actor through whom we hear it';
COMMENT ON COLUMN scored_statements.via IS 'Name of the actor through whom we hear it';
COMMENT ON COLUMN scored_statements.modes IS 'direct, indirect or mixed, one per span';
COMMENT ON COLUMN scored_statements.spans IS 'Where it stands in the paragraph: a list of {char_start, char_end}, counted in characters from 0, end exclusive';
COMMENT ON COLUMN scored_statements.text IS 'What is said';
COMMENT ON COLUMN scored_statements.sentiment IS 'Tone of its words, -1 to 1 (VADER)';
COMMENT ON COLUMN scored_statements.stance IS 'Position of the speaker toward normalisation, -1 against to 1 for';
COMMENT ON COLUMN scored_statements.relevance IS '0 unrelated, 1 bears on US-Russia relations, 2 about them as such';
COMMENT ON COLUMN scored_statements.optimism IS 'Stance and sentiment combined by the macro optimism, -1 to 1; null where relevance is 0';
COMMENT ON COLUMN scored_statements.repeat_of IS 'The earliest statement that says the same, where this one repeats it';
