"""Binôme: the companion of a remote mentoring call."""
