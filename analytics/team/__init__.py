"""A team around one database: commands beside the process that holds it, people, roles and records of what was done."""
