-- What the tables and their columns mean, applied at every run; the views' comments stand beside the views.

COMMENT ON TABLE migrations IS 'The changes of schema that this file has been through; a program that knows fewer refuses the file';
COMMENT ON COLUMN migrations.number IS 'Number of the migration, counted from 1';
COMMENT ON COLUMN migrations.name IS 'Name of its file, without .sql';
COMMENT ON COLUMN migrations.applied_at IS 'When it was applied to this file (UTC)';

COMMENT ON TABLE runs IS 'One row a run that changed this file';
COMMENT ON COLUMN runs.run_id IS 'Identifies the run';
COMMENT ON COLUMN runs.started_at IS 'Begin of the run (UTC)';
COMMENT ON COLUMN runs.finished_at IS 'When its results were loaded (UTC)';
COMMENT ON COLUMN runs.status IS 'How it ended, such as completed, or partial where some shards failed';
COMMENT ON COLUMN runs.code_version IS 'Version of the program';
COMMENT ON COLUMN runs.scoring_version IS 'Version of what decides the scores: analysis code and knowledge files. Scores of different versions should not be compared';
COMMENT ON COLUMN runs.documents_seen IS 'Documents read, stored before or not';
COMMENT ON COLUMN runs.documents_added IS 'Documents stored by this run that were not stored before';
COMMENT ON COLUMN runs.documents_replaced IS 'Documents stored before that this run analysed again';
COMMENT ON COLUMN runs.documents_rejected IS 'Sources that could not be used: see rejections';
COMMENT ON COLUMN runs.statements_added IS 'Statements of the documents that the run added or replaced';

COMMENT ON TABLE files IS 'Files that a run read whole and could use all of. While they stay as they are, no run reads them again';
COMMENT ON COLUMN files.path IS 'Where the file stands';
COMMENT ON COLUMN files.size IS 'Its size in bytes';
COMMENT ON COLUMN files.changed IS 'When it was changed last, in nanoseconds of Unix time (ctime)';
COMMENT ON COLUMN files.reading IS 'Names the version that read it, and the columns that were taken';
COMMENT ON COLUMN files.documents IS 'Documents found in it';

COMMENT ON TABLE documents IS 'One row an article, release or transcript. Its text stands in paragraphs';
COMMENT ON COLUMN documents.document_id IS 'Hash of the normalised text: the same text is the same document, wherever it was found';
COMMENT ON COLUMN documents.source IS 'Path or address as given, with #record for a row of a corpus file. Where one text came from several sources: the dated one, then the first by name';
COMMENT ON COLUMN documents.title IS 'Headline';
COMMENT ON COLUMN documents.outlet IS 'Who published it';
COMMENT ON COLUMN documents.published_at IS 'When it was published, as far as the source tells';
COMMENT ON COLUMN documents.language IS 'ISO 639-1 code of its language';
COMMENT ON COLUMN documents.characters IS 'Length of its text in characters';
COMMENT ON COLUMN documents.run_id IS 'The run that analysed it last: see runs';
COMMENT ON COLUMN documents.ingested_at IS 'When that run loaded it (UTC)';

COMMENT ON TABLE rejections IS 'What a run could not use, and why';
COMMENT ON COLUMN rejections.run_id IS 'The run: see runs';
COMMENT ON COLUMN rejections.source IS 'Path or address as given, with the record of a corpus file';
COMMENT ON COLUMN rejections.reason IS 'Why it was rejected';
COMMENT ON COLUMN rejections."at" IS 'When (UTC)';

COMMENT ON TABLE paragraphs IS 'One row a block of a document, headline and boilerplate too';
COMMENT ON COLUMN paragraphs.document_id IS 'The document: see documents';
COMMENT ON COLUMN paragraphs.paragraph IS 'Number of the block in its document, counted from 0 in file order';
COMMENT ON COLUMN paragraphs.kind IS 'body, heading or boilerplate; only body carries statements';
COMMENT ON COLUMN paragraphs.text IS 'The block as it stands';
COMMENT ON COLUMN paragraphs.sentiment IS 'Tone of its words, -1 to 1: VADER compound, averaged over sentences; null for boilerplate';

COMMENT ON TABLE quotations IS 'One row a contiguous span of a paragraph that a speaker voices';
COMMENT ON COLUMN quotations.quotation_id IS 'Identifies the quotation; stable across runs';
COMMENT ON COLUMN quotations.statement_id IS 'The statement that it belongs to: see statements';
COMMENT ON COLUMN quotations.document_id IS 'The document: see documents';
COMMENT ON COLUMN quotations.paragraph IS 'The paragraph: see paragraphs';
COMMENT ON COLUMN quotations.char_start IS 'First character of the span in paragraphs.text, counted from 0';
COMMENT ON COLUMN quotations.char_end IS 'Character after the last of the span';
COMMENT ON COLUMN quotations.mode IS 'direct (in quotation marks), indirect (reported) or mixed (reported, with quoted words in it)';
COMMENT ON COLUMN quotations.cue IS 'The word that reports it, such as said';
COMMENT ON COLUMN quotations.surface IS 'The words that name the speaker, such as the minister';
COMMENT ON COLUMN quotations.text IS 'Exactly paragraphs.text from char_start to char_end';

COMMENT ON TABLE statements IS 'One row all that one speaker voices in one paragraph: the unit that is scored. Start from the view scored_statements';
COMMENT ON COLUMN statements.statement_id IS 'Identifies the statement; stable across runs';
COMMENT ON COLUMN statements.document_id IS 'The document: see documents';
COMMENT ON COLUMN statements.paragraph IS 'The paragraph: see paragraphs';
COMMENT ON COLUMN statements.actor_id IS 'Who speaks: see actors';
COMMENT ON COLUMN statements.via_actor_id IS 'Where it is second-hand: the actor through whom we hear it';
COMMENT ON COLUMN statements.text IS 'The texts of its quotations, joined by an ellipsis';
COMMENT ON COLUMN statements.sentiment IS 'Tone of its words, -1 to 1: VADER compound, averaged over sentences';
COMMENT ON COLUMN statements.stance IS 'Position of the speaker toward normalisation, -1 against to 1 for';
COMMENT ON COLUMN statements.relevance IS '0 unrelated, 1 bears on US-Russia relations, 2 about them as such';
COMMENT ON COLUMN statements.repeat_of IS 'The earliest statement that says the same, where this one repeats it; repeats are not counted';
COMMENT ON COLUMN statements.modes IS 'direct, indirect or mixed, one per span';
COMMENT ON COLUMN statements.spans IS 'Where it stands in the paragraph: a list of {char_start, char_end}, in text order';

COMMENT ON TABLE evidence IS 'One row a piece of a statement that moved its stance';
COMMENT ON COLUMN evidence.statement_id IS 'The statement: see statements';
COMMENT ON COLUMN evidence.char_start IS 'First character of the words in paragraphs.text, counted from 0';
COMMENT ON COLUMN evidence.char_end IS 'Character after the last of the words';
COMMENT ON COLUMN evidence.frame IS 'The frame that was recognised, such as cooperate or threaten';
COMMENT ON COLUMN evidence.polarity IS 'Direction of the frame by itself: 1 for, -1 against normalisation';
COMMENT ON COLUMN evidence.weight IS 'Signed contribution to the stance, after operators';
COMMENT ON COLUMN evidence.operators IS 'What changed the weight of the frame: negation, hedge, condition and the like';
COMMENT ON COLUMN evidence.text IS 'Exactly paragraphs.text from char_start to char_end';

COMMENT ON COLUMN statements.found_actor_id IS 'Who speaks as the analysis found it; differs from actor_id where an override says better';
COMMENT ON COLUMN statements.found_via_actor_id IS 'The same of via_actor_id';

COMMENT ON TABLE mentions IS 'One row an actor whom a relevant statement names in its own words, other than who speaks. For who speaks of whom see pairs';
COMMENT ON COLUMN mentions.statement_id IS 'The statement: see statements';
COMMENT ON COLUMN mentions.actor_id IS 'Who is named: see actors';
COMMENT ON COLUMN mentions.char_start IS 'First character of the first words that name the actor, in paragraphs.text, counted from 0';
COMMENT ON COLUMN mentions.char_end IS 'Character after the last of the words';
COMMENT ON COLUMN mentions.text IS 'Exactly paragraphs.text from char_start to char_end';
COMMENT ON COLUMN mentions.found_actor_id IS 'Who is named as the analysis found it, before overrides';
COMMENT ON COLUMN mentions.regard IS 'What the sentence shows toward who is named, -1 against to 1 for; null where it was analysed before there was regard';
COMMENT ON COLUMN mentions.regard_text IS 'The word of the sentence that says so most';

COMMENT ON TABLE overrides IS 'The rows of the overrides file in force (`detente override`): who speaks where an analyst knows better. The first that fits decides';
COMMENT ON COLUMN overrides.line IS 'Line of the row in the file';
COMMENT ON COLUMN overrides.who IS 'Identifier or full name of an actor as the analysis found it, or the words that name the speaker in the text';
COMMENT ON COLUMN overrides.who_id IS 'The identifier that an actor of this name would have';
COMMENT ON COLUMN overrides.actor_id IS 'Who it is instead: see actors';
COMMENT ON COLUMN overrides.document IS 'Only in the document with this document_id or source; null: in any';
COMMENT ON COLUMN overrides.outlet IS 'Only in documents of this outlet; null: of any';
COMMENT ON COLUMN overrides.since IS 'Only in documents published on this day or later; null: at any time';
COMMENT ON COLUMN overrides.until IS 'Only in documents published on this day or earlier; null: at any time';
COMMENT ON COLUMN overrides.note IS 'Why, in the analyst''s words';
COMMENT ON COLUMN overrides.name IS 'Name of the actor, where no document tells it';
COMMENT ON COLUMN overrides.kind IS 'person, office, institution, group or unknown, where no document tells it';
COMMENT ON COLUMN overrides.side IS 'Code of a side (see sides: US, RU) or null, where no document tells it';
COMMENT ON COLUMN overrides.description IS 'What the actor is, where no document tells it';
COMMENT ON COLUMN overrides.known IS 'Whether the registry knows the actor';
COMMENT ON COLUMN overrides.applied_at IS 'When the file was applied (UTC)';

COMMENT ON TABLE sides IS 'The two sides whose relations the database is about, a row each: see sides.csv of the knowledge';
COMMENT ON COLUMN sides.slot IS 'US for the first, RU for the second, whoever they are: as columns and rules call them';
COMMENT ON COLUMN sides.side IS 'Code of the side, as in actors.side';
COMMENT ON COLUMN sides.name IS 'Name of the country';
COMMENT ON COLUMN sides.adjective IS 'Adjective of who speaks for it';

COMMENT ON TABLE actors IS 'One row whoever a stored statement is of, first- or second-hand, or heard through, or speaks of';
COMMENT ON COLUMN actors.actor_id IS 'Readable identifier, such as sergei-lavrov; stable across runs. With six digits of a document at its end, where nothing but a last name is known: such a person is not taken for one of another document';
COMMENT ON COLUMN actors.name IS 'Name to print';
COMMENT ON COLUMN actors.kind IS 'person, office, institution, group or unknown';
COMMENT ON COLUMN actors.side IS 'Code of a side (see sides: US, RU) or null';
COMMENT ON COLUMN actors.description IS 'What the actor is, such as Russian Foreign Minister';
COMMENT ON COLUMN actors.known IS 'Whether the registry knows the actor; else found in the text';

COMMENT ON TABLE actor_aliases IS 'One row another name that an actor goes by';
COMMENT ON COLUMN actor_aliases.alias IS 'The name, as found or as registered';
COMMENT ON COLUMN actor_aliases.actor_id IS 'The actor: see actors';

COMMENT ON TABLE repeat_links IS 'One row two statements of one speaker that say the same in much the same words, within days: what repeat_of rests on';
COMMENT ON COLUMN repeat_links.statement_id IS 'The one statement: see statements';
COMMENT ON COLUMN repeat_links.other_id IS 'The other statement';

COMMENT ON TABLE uncompared IS 'One row a statement that the next load is to compare with the others of its speaker; empty after it';
COMMENT ON COLUMN uncompared.statement_id IS 'The statement: see statements';
