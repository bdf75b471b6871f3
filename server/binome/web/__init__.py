"""The door: REST, the live WebSocket, and the built client."""
