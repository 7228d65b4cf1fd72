-- For each row of the overrides file in force, how many statements it decides.
SELECT line, who, count(statement_id) FILTER (role = 'speaker') AS statements
FROM overrides
LEFT JOIN decided USING (line)
GROUP BY line, who
ORDER BY line;
