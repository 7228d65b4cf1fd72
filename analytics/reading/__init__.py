"""Bytes → documents → paragraphs and their kinds.

documents       bytes → text, title, date, identity       dates, language, outlets
paragraphs      text → blocks and their kinds             tweets
"""
