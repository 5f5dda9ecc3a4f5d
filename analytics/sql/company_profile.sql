-- question: Which company profile is in force?
-- parameters: none
-- columns: saved_at (UTC), who, profile (JSON)
select saved_at, who, profile from company_profiles order by saved_at desc limit 1
