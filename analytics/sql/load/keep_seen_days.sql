-- statement: Keep what the days have now as what the team has seen.
-- parameters: none
delete from seen_days;
insert into seen_days
select day, coalesce(sum(ms) filter (where billable), 0)::bigint from usage_days group by day;
