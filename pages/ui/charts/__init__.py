"""Charts: pure functions that take rows and give a figure; what all share is in base."""
