-- The files of which this run read all, and used all: as long as they are as they were, no run needs to read them. Not so
-- those that changed while they were read, or so shortly before the run that a change to come might not show. Where a run
-- scores stored documents anew, what others read in another way holds no more: their scores are not those of that version.
DELETE FROM files
WHERE path IN (SELECT path FROM staged_rows(getvariable('files')))
    OR (reading IS DISTINCT FROM getvariable('reading') AND EXISTS (FROM replaced));

INSERT INTO files BY NAME
SELECT path, min(size) AS size, min(changed) AS changed, getvariable('reading') AS reading, sum(documents) AS documents
FROM staged_rows(getvariable('files'))
WHERE getvariable('reading') IS NOT NULL AND NOT EXISTS (FROM quarantined)
GROUP BY path
HAVING sum(rejected) = 0 AND count(size) = count(*) AND count(DISTINCT (size, changed)) = 1
    AND min(changed) < getvariable('settled')
ORDER BY path;
