"""The Explore page: what is looked at, its pictures, what changed, its rhythm, and views kept by name."""
