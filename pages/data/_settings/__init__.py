"""Settings of the team, a part each."""
