"""The pure core: what a mentoring session is, decided without clock, I/O or chance."""
