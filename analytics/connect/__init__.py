"""The vendor's side: recordings, usage and purchases from its API, and what it pushes by callbacks."""
