-- The files that were read in the same way, all of whose documents are stored.
SELECT path, size, changed, documents FROM files WHERE reading = $reading;
