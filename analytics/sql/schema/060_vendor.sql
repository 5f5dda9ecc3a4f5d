-- What comes from the vendor by itself. `source` of an import is '' for a file that somebody gave, else sync or callback.
alter table imports add column source varchar default '';

-- Each day of an app (of the account, where app is '') whose records, usage or deals were fetched whole, and the import
-- that it became; '' where there was nothing to import.
create table vendor_days (app varchar, what varchar, day date, import_id varchar, synced_at timestamp);

-- Paid orders of the account. Cents are those of the currency.
create table vendor_deals (
    order_id varchar,
    bought_at timestamp,
    product varchar,
    code varchar,
    action varchar,
    cents bigint,
    currency varchar,
    details varchar,
    document json
);

-- What the vendor pushed, once by app, task and event: `key` is made of these. `import_id` is that of the import that its files
-- became, '' where the event bears none; `problem` is a sentence where it could not be imported.
create table callbacks (
    key varchar,
    app varchar,
    task varchar,
    event varchar,
    received_at timestamp,
    import_id varchar,
    problem varchar,
    body varchar using compression zstd
);
