-- A document whose own analysis is at fault must not stop the run: it leaves again, and is recorded as rejected.
CREATE TEMP TABLE quarantined AS
SELECT document_id, source, string_agg(DISTINCT failed, ', ' ORDER BY failed) AS failed
FROM (
    SELECT document_id, 'offsets' AS failed FROM check_offsets
    UNION ALL
    SELECT document_id, 'ranges' FROM check_ranges
    UNION ALL
    SELECT document_id, 'spans' FROM check_spans
    UNION ALL
    SELECT document_id, 'stance' FROM check_stance
)
JOIN staged USING (document_id)
GROUP BY document_id, source;

CREATE OR REPLACE TEMP TABLE leaving AS SELECT document_id FROM quarantined;
