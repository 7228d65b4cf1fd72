"""Orchestration: sources in, published DuckDB file out, with Prefect or without."""
