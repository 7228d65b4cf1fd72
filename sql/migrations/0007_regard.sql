-- What a statement shows toward whom it names, and the word that says so most; null in what was analysed before.

ALTER TABLE mentions ADD COLUMN regard DOUBLE;
ALTER TABLE mentions ADD COLUMN regard_text VARCHAR;
