-- Who the two sides are; the store has made sure that no stored document was read for others.
DELETE FROM sides;
INSERT INTO sides BY NAME SELECT unnest(getvariable('sides'), recursive := true);
