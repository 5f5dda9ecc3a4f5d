"""Programs' door to the same answers: the commands over HTTP with tokens, and over MCP."""
