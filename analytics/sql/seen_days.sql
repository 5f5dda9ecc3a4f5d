-- question: How much of each day was billable when the team last looked at its alerts?
-- parameters: none
-- columns: day, ms
select day, ms from seen_days order by day
