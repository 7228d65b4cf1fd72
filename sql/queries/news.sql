-- Whether a load changes anything but the record of runs and rejections: what was checked when it was published needs no check.
SELECT EXISTS (FROM staged) OR EXISTS (FROM uncompared) AS news;
