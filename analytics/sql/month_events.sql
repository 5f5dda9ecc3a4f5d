-- question: Which months were closed or reopened, the first event first?
-- parameters: none
-- columns: number, month (its first day), action ('close' or 'reopen'), by_name, happened_at (UTC), edition, zone, midnight, fingerprint, plan (TOML), total,
--   currency, settlement (JSON), reconciliation (JSON, null where no usage was loaded)
select * from month_events order by number
