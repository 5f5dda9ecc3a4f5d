-- statement: Let a word for the state of a task stand for a published state, in all rows of an import.
-- parameters: $import_no, $word (in capitals), $state
update video_rows set status = $state where import_no = $import_no and status = $word;
update recording_rows set status = $state where import_no = $import_no and upper(status) = $word;
