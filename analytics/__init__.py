"""Text in, frames out: the whole analysis as pure functions, without Prefect and without DuckDB.

The modules in the order in which text goes through them, each with those that serve it alone:

    documents       bytes → text, title, date, identity       dates, language, outlets
    paragraphs      text → blocks and their kinds             tweets
    attribution     blocks → quotations                       turns, labels, minutes, marks, dialogue, sentences,
                                                              words, cues, usage, clauses, speakers, voices, reports,
                                                              plausibility, uncued, quotations
    actors          quotations → who speaks                   names, registry, people, surfaces, institutions,
                                                              descriptions, salience
    sentiment       words → tone
    relevance       does it bear on the two countries         participants, vocabulary
    stance          for or against, with the evidence         patterns, operators, backstop
    mentions        of whom a statement speaks
    analyse         all of it: documents → frames             frames, knowledge

Over all documents, for the store:

    repeats         which statements say again what was said

What the modules know stands in `knowledge/`, as tables that a person can edit.
"""
