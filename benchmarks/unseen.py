"""Which labelled documents are kept unseen: three tenths, by the hash of their name. Nobody reads their errors."""

import hashlib


def is_unseen(doc: str) -> bool:
    return int(hashlib.sha256(doc.encode()).hexdigest(), 16) % 10 < 3
