"""What the Query page shows."""
