-- Documents with scores of another version, as their paragraphs, so that they are analysed again without their sources.
COPY (
    SELECT document_id, source, title, outlet, published_at, language, characters, list(text ORDER BY paragraph) AS blocks
    FROM documents
    JOIN runs USING (run_id)
    JOIN paragraphs USING (document_id)
    WHERE scoring_version <> $scoring_version
    GROUP BY ALL
    ORDER BY document_id
) TO $path (FORMAT parquet, ROW_GROUP_SIZE 1000)
