"""Compare: saved plans side by side on the same usage, and plans as files."""
