"""Statements → tone, relevance and stance, with the evidence.

sentiment       words → tone: VADER, exact
relevance       does it bear on the two countries         participants, vocabulary
stance          for or against, with the evidence         patterns, operators, backstop
regard          for or against whom it names
"""
