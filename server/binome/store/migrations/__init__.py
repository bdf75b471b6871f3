"""The database's schema, one revision at a time; `migrate` brings a database up to date."""
