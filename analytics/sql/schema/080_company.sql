-- The company profile that quotes are made with: a new row for each change, the last one counts; logos by the hash of their bytes,
-- so that a quote that names one has it for ever.
create table company_profiles (saved_at timestamp, who varchar, profile varchar);
create table quote_logos (hash varchar, content blob);
