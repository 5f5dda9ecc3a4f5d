"""What the Audit page alone needs."""
