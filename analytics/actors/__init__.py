"""Quotations → who speaks, over the whole document.

cast            surfaces → actors: all of the below
registry        whom we know, and who held which office when
people          whom the text names                       names
surfaces        what kind of words these are              institutions, descriptions
salience        whom a pronoun or a title takes up
mentions        of whom a statement speaks
"""
