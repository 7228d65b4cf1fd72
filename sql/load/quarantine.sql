-- A document whose own analysis is at fault must not stop the run: it leaves again, and is recorded as rejected.
-- What others stored before was looked into when it was loaded, so these checks, which take seconds on a million
-- statements, look into the staged documents alone.
CREATE OR REPLACE TEMP VIEW checked AS SELECT document_id FROM staged;

CREATE TEMP TABLE faults AS
SELECT 'offsets' AS failed, * FROM check_offsets
UNION ALL
SELECT 'ranges', * FROM check_ranges
UNION ALL
SELECT 'spans', * FROM check_spans
UNION ALL
SELECT 'stance', * FROM check_stance;

CREATE TEMP TABLE quarantined AS
SELECT document_id, source, string_agg(DISTINCT failed, ', ' ORDER BY failed) AS failed
FROM faults
JOIN staged USING (document_id)
GROUP BY document_id, source;

CREATE OR REPLACE TEMP TABLE leaving AS SELECT document_id FROM quarantined;

-- Nothing that follows can make these checks fail, so what is left of them now is not looked into again.
CREATE OR REPLACE TEMP VIEW checked AS FROM quarantined SELECT document_id WHERE false;
