"""The schema, views and macros of the store, as plain SQL files."""
