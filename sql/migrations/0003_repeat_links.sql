-- Which statements say the same, kept so that a load compares no more than what it brings.

CREATE TABLE repeat_links (
    statement_id VARCHAR NOT NULL,
    other_id     VARCHAR NOT NULL
);

-- Statements that are still to be compared with the others of their speaker: new ones, and those that change speakers.
CREATE TABLE uncompared (
    statement_id VARCHAR NOT NULL
);
INSERT INTO uncompared SELECT statement_id FROM statements;
