SELECT
    (SELECT count(*) FROM documents) AS documents,
    (SELECT count(*) FROM statements) AS statements,
    (SELECT count(*) FROM actors) AS actors;
