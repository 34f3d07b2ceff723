"""What the relay promises, room by room, on SQLite and on PostgreSQL."""
