"""Chooses who fills each port and starts the processes."""
