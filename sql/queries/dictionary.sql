-- What stands in this file, and what it means: a row a table, view or macro (column is null; type of a macro: what it is
-- given), then a row a column.
WITH relations AS (
    SELECT database_name, table_name AS name, 'table' AS kind, comment FROM duckdb_tables()
    UNION ALL
    SELECT database_name, view_name, 'view', comment FROM duckdb_views() WHERE NOT internal
),
lines AS (
    SELECT name, kind, 0 AS position, NULL AS "column", NULL AS type, comment AS meaning
    FROM relations
    WHERE database_name = current_database()
    UNION ALL
    SELECT name, kind, column_index, column_name, data_type, columns.comment
    FROM relations
    JOIN duckdb_columns() AS columns ON columns.database_name = relations.database_name AND table_name = name
    WHERE relations.database_name = current_database()
    UNION ALL
    SELECT function_name, 'macro', 0, NULL, '(' || array_to_string(parameters, ', ') || ')', comment
    FROM duckdb_functions()
    WHERE database_name = current_database() AND function_type IN ('macro', 'table_macro')
)
SELECT name, kind, "column", type, meaning
FROM lines
ORDER BY list_position(['view', 'table', 'macro'], kind), name, position;
