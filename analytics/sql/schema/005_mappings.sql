-- Which column of a table is which, as a person confirmed it: remembered under a hash of the header's cells.
create table mappings (header_key varchar, header varchar[], mapping json, saved_at timestamp);
