-- Of whom statements speak, and who an analyst says speaks where the analysis says otherwise.

CREATE TABLE mentions (
    statement_id   VARCHAR NOT NULL,
    actor_id       VARCHAR NOT NULL,
    char_start     INTEGER NOT NULL,
    char_end       INTEGER NOT NULL,
    text           VARCHAR NOT NULL,
    found_actor_id VARCHAR NOT NULL
);

CREATE TABLE overrides (
    line         INTEGER NOT NULL,
    who          VARCHAR NOT NULL,
    who_id       VARCHAR NOT NULL,
    actor_id     VARCHAR NOT NULL,
    document     VARCHAR,
    outlet       VARCHAR,
    since        DATE,
    until        DATE,
    note         VARCHAR,
    name         VARCHAR NOT NULL,
    kind         VARCHAR NOT NULL,
    side         VARCHAR,
    description  VARCHAR,
    known        BOOLEAN NOT NULL,
    applied_at   TIMESTAMP NOT NULL
);

-- What the analysis found stays beside what counts, so that an override can be taken back.
ALTER TABLE statements ADD COLUMN found_actor_id VARCHAR;
ALTER TABLE statements ADD COLUMN found_via_actor_id VARCHAR;
UPDATE statements SET found_actor_id = actor_id, found_via_actor_id = via_actor_id;
