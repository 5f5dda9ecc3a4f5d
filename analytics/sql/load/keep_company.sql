-- statement: Keep a company profile; the last one counts.
-- parameters: $now (UTC), $who, $profile
insert into company_profiles values ($now, $who, $profile);
