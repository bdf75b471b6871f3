"""The database: sessions, seats, the append-only event log, migrations."""
