-- Groups of one's own: each row says which value of a dimension the files of an app, room and user have, on which days.
-- An empty cell is null; a beginning of names ends with *. `strength` says how much a row says: the greater wins, then the later
-- import, then the later line. Rows belong to the import they came with, so that an undo removes them with it.
create table group_imports (import_no integer, import_id varchar, file varchar, digest varchar, loaded_at timestamp);

create table group_rows (
    import_no integer,
    line integer,
    dimension varchar,
    app varchar,
    room varchar,
    user_id varchar,
    value varchar,
    since date,
    until date,
    strength bigint
);

-- The value of each dimension for each recorded app, room and user that its rows tell apart (null where they do not), on days
-- [since, until): worked out from the rows whenever they or the recorded names change. What no row names is not here.
create table group_spans (
    dimension varchar,
    app varchar,
    room varchar,
    user_id varchar,
    since date,
    until date,
    value varchar
);
