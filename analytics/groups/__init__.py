"""Groups of one's own: departments, subjects, customers, names and roles of apps, rooms and users, from tables with dates."""
