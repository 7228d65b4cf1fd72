"""Text in, frames out: the whole analysis as pure functions, without Prefect and without DuckDB.

In the order in which text goes through them:

    reading         bytes → documents → paragraphs and their kinds
    attribution     paragraphs → quotations: who says what, by which words
    actors          quotations → who speaks, over the whole document
    scoring         statements → tone, relevance and stance, with the evidence
    analyse         all of it: a frame of documents → frames
    repeats         over all documents: which statements say again what was said
    sampling        paragraphs → those that people are asked to label
    evaluate        statements and labels that people gave → how well they agree

All of them read words and sentences the same way (`words`, `sentences`), know what stands in the tables of `knowledge/`
(read by `knowledge`), such as who the two `sides` are, and fill the columns that `frames` names.
"""
