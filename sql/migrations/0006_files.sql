-- The files that need no reading while they stay as they are.

CREATE TABLE files (
    path      VARCHAR NOT NULL,
    size      BIGINT NOT NULL,
    changed   BIGINT NOT NULL,
    reading   VARCHAR NOT NULL,
    documents BIGINT NOT NULL
);
