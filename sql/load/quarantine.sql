-- A document whose own analysis is at fault must not stop the run: it leaves again, and is recorded as rejected.
-- What others stored before was looked into when it was loaded, so these checks, which take seconds on a million
-- statements, look into those of the slice alone.
CREATE OR REPLACE TEMP VIEW checked AS SELECT document_id FROM in_slice;

CREATE OR REPLACE TEMP TABLE faults AS
SELECT 'offsets' AS failed, * FROM check_offsets
UNION ALL
SELECT 'ranges', * FROM check_ranges
UNION ALL
SELECT 'spans', * FROM check_spans
UNION ALL
SELECT 'stance', * FROM check_stance;

INSERT INTO quarantined BY NAME
SELECT document_id, source, string_agg(DISTINCT failed, ', ' ORDER BY failed) AS failed
FROM faults
JOIN in_slice USING (document_id)
GROUP BY document_id, source;

CREATE OR REPLACE TEMP TABLE leaving AS SELECT document_id FROM quarantined;

-- Nothing that follows can make these checks fail, so what is left of them now is not looked into again.
CREATE OR REPLACE TEMP VIEW checked AS FROM quarantined SELECT document_id WHERE false;
