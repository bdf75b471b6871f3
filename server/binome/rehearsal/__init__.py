"""Two synthetic people who hold a call through the real server: demo and smoke test."""
