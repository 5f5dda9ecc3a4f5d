-- statement: Keep an import of groups and its rows.
-- parameters: $import_no, $import_id, $file, $digest, $now (UTC), $rows JSON list of {line, dimension, app, room, user_id, value, since,
--   until, strength}
-- Thousands of rows bind in a tenth of the time as one text.
insert into group_imports values ($import_no, $import_id, $file, $digest, $now);
insert into group_rows by name
select $import_no as import_no, unnest(
    from_json(
        $rows::json,
        '[{"line": "INTEGER", "dimension": "VARCHAR", "app": "VARCHAR", "room": "VARCHAR", "user_id": "VARCHAR", "value": "VARCHAR",
        "since": "DATE", "until": "DATE", "strength": "BIGINT"}]'
    ),
    recursive := true
);
