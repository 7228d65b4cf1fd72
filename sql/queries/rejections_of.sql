-- What a run could not use, and why.
SELECT source, reason FROM rejections WHERE run_id = $run_id ORDER BY source, reason;
