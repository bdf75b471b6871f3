"""Recaps as mail: templates per language, SMTP or file outbox, calendar invitation."""
