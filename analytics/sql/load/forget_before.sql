-- statement: Take out what was recorded before a day; receipts of imports stay, so that the same file is not loaded again.
-- parameters: $day date, $zone, $midnight 'stop' or 'start'
-- A row without a time goes with the last of its import's others.
create or replace temp table old_videos as
select distinct video_id from rules.main.dated_videos($zone, $midnight, until := $day::date);

delete from video_rows
where
    video_id in (select video_id from old_videos)
    or rules.main.billing_day(
        $zone, $midnight, coalesce(started_at, stopped_at), coalesce(stopped_at, started_at)
    ) < $day and standing <> 'counted';
delete from recording_rows
where rules.main.billing_day($zone, $midnight, coalesce(started_at, stopped_at), coalesce(stopped_at, started_at)) < $day;
delete from video_rows
where import_no not in (select import_no from video_rows where coalesce(started_at, stopped_at) is not null);
delete from refused_rows where import_no not in (select import_no from video_rows);
delete from vendor_usage where day < $day;
delete from callbacks where received_at < $day;
delete from choices where video_id not in (select video_id from video_rows);
delete from seen_days where day < $day;
delete from notes where until <= $day;

drop table old_videos;
