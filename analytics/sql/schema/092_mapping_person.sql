-- Who gave the answers about a header; null where they were given before this was kept.
alter table mappings add column saved_by varchar;
