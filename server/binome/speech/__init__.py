"""From Opus packets to committed words: track clock, voice activity, turns, windows, engine."""
