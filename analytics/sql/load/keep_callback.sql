-- statement: Keep a callback that came.
-- parameters: one for each column of callbacks
insert into callbacks values ($key, $app, $task, $event, $received_at, $import_id, $problem, $body)
