"""The media worker: forwards encoded media between the people of a room, taps audio."""
