"""Paragraph → sentences, as character offsets."""

from sentencex import get_sentence_boundaries


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the `(start, end)` offsets of the sentences of `text`, without the white space around them.

    A quotation in quotation marks stays within one sentence. Linear in the length of `text`.
    """
    spans = []
    for found in get_sentence_boundaries("en", text):
        sentence = text[found["start_index"] : found["end_index"]]
        start = found["start_index"] + len(sentence) - len(sentence.lstrip())
        end = found["start_index"] + len(sentence.rstrip())
        if start < end:
            spans.append((start, end))
    return spans
