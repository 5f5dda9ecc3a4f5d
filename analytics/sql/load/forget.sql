-- statement: Take everything of an import out.
-- parameters: $import_no
delete from video_rows where import_no = $import_no;
delete from refused_rows where import_no = $import_no;
delete from recording_rows where import_no = $import_no;
delete from vendor_usage where import_no = $import_no;
delete from usage_days where import_no = $import_no;
delete from usage_room_days where import_no = $import_no;
delete from usage_room_months where import_no = $import_no;
delete from usage_hours where import_no = $import_no;
delete from usage_user_days where import_no = $import_no;
delete from usage_room_totals where import_no = $import_no;
delete from usage_files where import_no = $import_no;
delete from usage_lessons where import_no = $import_no;
delete from lake_standings where import_no = $import_no;
delete from choices where import_no = $import_no;
delete from imports where import_no = $import_no;
