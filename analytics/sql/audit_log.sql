-- question: Who changed what, the first change first?
-- parameters: none
-- columns: number, changed_at (UTC), person, roles, action, thing, version (of the data after it), before, after, chain
select number, changed_at, person, roles, action, thing, version, before, after, chain from audit_log order by number
