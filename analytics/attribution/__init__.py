"""Paragraphs → quotations: who says what, by which words.

attribute       blocks → quotations: all of the below
turns           transcripts: whose turn a block is        labels, minutes
marks           quotation marks, however printed          dialogue
reports         a sentence → reports, cue by cue          cues, leading_cues, trailing_cues, participle_cues,
                                                          noun_cues, phrase_cues, sentence, clauses, endings
speakers        which words name the speaker              voices, usage
plausibility    is this report speech                     weights, second_hand
uncued          quotations without a cue                  quotations
"""
