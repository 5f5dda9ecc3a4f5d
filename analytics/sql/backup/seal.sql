-- statement: Write into a copy what it must hold.
-- parameters: $fingerprint, $question (a mark of the SQL that made the fingerprint), $contents, $made_at
insert into copy_in_the_making.main.meta values
('backup_fingerprint', $fingerprint), ('backup_question', $question),
('backup_contents', $contents), ('backup_made_at', $made_at)
