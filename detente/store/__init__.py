"""The store: one schema on SQLite (a file) and PostgreSQL (a URL), and how rows are written."""
