"""Text in, frames out: the whole analysis as pure functions, without Prefect and without DuckDB."""
