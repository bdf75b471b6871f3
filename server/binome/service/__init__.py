"""What happens around a live session: the conductor, the wrap-up, and the ports they need."""
