"""The media worker's room: forwards encoded audio and video, never decodes, hands Opus to a tap."""
