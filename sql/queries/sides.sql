-- The two sides, in order.
SELECT side, name, adjective FROM sides ORDER BY slot DESC;
