-- The tables. No keys on the big ones: a key makes loading 3 to 10 times slower, so uniqueness and references are
-- held by the queries in checks/, which run before a load is committed. All times are UTC.

CREATE TABLE runs (
    run_id             VARCHAR PRIMARY KEY,
    started_at         TIMESTAMP NOT NULL,
    finished_at        TIMESTAMP NOT NULL,
    status             VARCHAR NOT NULL,
    code_version       VARCHAR NOT NULL,
    scoring_version    VARCHAR NOT NULL,
    documents_seen     BIGINT NOT NULL,
    documents_added    BIGINT NOT NULL,
    documents_replaced BIGINT NOT NULL,
    documents_rejected BIGINT NOT NULL,
    statements_added   BIGINT NOT NULL
);

CREATE TABLE documents (
    document_id  VARCHAR NOT NULL,
    source       VARCHAR NOT NULL,
    title        VARCHAR,
    outlet       VARCHAR,
    published_at TIMESTAMP,
    language     VARCHAR,
    characters   BIGINT,
    run_id       VARCHAR NOT NULL,
    ingested_at  TIMESTAMP NOT NULL
);

CREATE TABLE rejections (
    run_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    "at"   TIMESTAMP NOT NULL
);

CREATE TABLE paragraphs (
    document_id VARCHAR NOT NULL,
    paragraph   INTEGER NOT NULL,
    kind        VARCHAR NOT NULL,
    text        VARCHAR NOT NULL,
    sentiment   DOUBLE
);

CREATE TABLE quotations (
    quotation_id VARCHAR NOT NULL,
    statement_id VARCHAR NOT NULL,
    document_id  VARCHAR NOT NULL,
    paragraph    INTEGER NOT NULL,
    char_start   INTEGER NOT NULL,
    char_end     INTEGER NOT NULL,
    mode         VARCHAR NOT NULL,
    cue          VARCHAR,
    surface      VARCHAR,
    text         VARCHAR NOT NULL
);

CREATE TABLE statements (
    statement_id VARCHAR NOT NULL,
    document_id  VARCHAR NOT NULL,
    paragraph    INTEGER NOT NULL,
    actor_id     VARCHAR NOT NULL,
    via_actor_id VARCHAR,
    text         VARCHAR NOT NULL,
    sentiment    DOUBLE NOT NULL,
    stance       DOUBLE NOT NULL,
    relevance    TINYINT NOT NULL,
    repeat_of    VARCHAR
);

CREATE TABLE evidence (
    statement_id VARCHAR NOT NULL,
    char_start   INTEGER NOT NULL,
    char_end     INTEGER NOT NULL,
    frame        VARCHAR NOT NULL,
    polarity     TINYINT NOT NULL,
    weight       DOUBLE NOT NULL,
    operators    VARCHAR[],
    text         VARCHAR NOT NULL
);

CREATE TABLE actors (
    actor_id    VARCHAR NOT NULL,
    name        VARCHAR NOT NULL,
    kind        VARCHAR NOT NULL,
    side        VARCHAR,
    description VARCHAR,
    known       BOOLEAN NOT NULL
);

CREATE TABLE actor_aliases (
    alias    VARCHAR NOT NULL,
    actor_id VARCHAR NOT NULL
);
