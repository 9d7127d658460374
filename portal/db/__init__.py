"""The database: declarative base, one writer, many readers, migrations."""
