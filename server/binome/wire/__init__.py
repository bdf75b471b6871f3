"""How our own processes talk: length-prefixed frames on Unix sockets, and their messages."""
