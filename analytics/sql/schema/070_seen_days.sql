-- The billable milliseconds that each day had when the team last looked at its alerts; when that was is the setting `alerts_seen_at`.
create table seen_days (day date, ms bigint);
