-- The two sides whose relations the database is about. Columns and rules that tell them apart call them by their slots, US
-- the first and RU the second, whoever they are.

CREATE TABLE sides (slot VARCHAR NOT NULL, side VARCHAR NOT NULL, name VARCHAR NOT NULL, adjective VARCHAR NOT NULL);

INSERT INTO sides VALUES ('US', 'US', 'the United States', 'US'), ('RU', 'RU', 'Russia', 'Russian');
