"""Messages to a team: its alerts and the month's report, by chat, webhook and e-mail, and the report as files."""
