"""What is ahead of the recorded days: minutes, packs, the month's bill, and what to speak up about."""
