-- A document whose own analysis is at fault must not stop the run: it leaves again, and is recorded as rejected.
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

-- Each of these checks takes seconds on a million statements, and nothing that follows can make it fail: what it found
-- of other documents stands for it.
CREATE OR REPLACE TEMP VIEW check_offsets AS
SELECT * EXCLUDE (failed) FROM faults ANTI JOIN quarantined USING (document_id) WHERE faults.failed = 'offsets';

CREATE OR REPLACE TEMP VIEW check_spans AS
SELECT * EXCLUDE (failed) FROM faults ANTI JOIN quarantined USING (document_id) WHERE faults.failed = 'spans';

CREATE OR REPLACE TEMP VIEW check_stance AS
SELECT * EXCLUDE (failed) FROM faults ANTI JOIN quarantined USING (document_id) WHERE faults.failed = 'stance';
