-- Who changed what: written in the transaction of the change, and never again. `chain` is the hash of the row before and of this one,
-- so that a row that is changed or taken away is found out.
create table audit_log (
    number bigint, changed_at timestamp, person varchar, roles varchar, action varchar, thing varchar, version bigint,
    before varchar, after varchar, chain varchar
);
