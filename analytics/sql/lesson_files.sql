-- question: Which files did one lesson leave, and what was kept of each?
-- parameters: $task lesson, $apps list or null for "all", $zone, $midnight 'stop' or 'start'
-- columns: app, room, day, video_id, kind, user_id, play_ms (null where not told), ms, billable, status, finish_reason,
--   start_s, stop_s (Unix seconds), size_bytes, width, height, format, url, file (the import's), import_id, shape, place,
--   extra_columns, extra (their values)
select
    v.app, v.room, rules.main.billing_day($zone, $midnight, v.started_at, v.stopped_at) as day,
    v.video_id, v.kind::varchar as kind, v.user_id, v.play_ms, v.duration_ms as ms, v.billable, v.status, v.finish_reason,
    epoch_us(v.started_at) // 1000000 as start_s, epoch_us(v.stopped_at) // 1000000 as stop_s,
    v.size_bytes, v.width, v.height, v.format, v.url, i.file, i.import_id, i.shape, v.place, i.extra_columns, v.extra
from videos as v
inner join imports as i using (import_no)
where v.task_id = $task and ($apps::varchar[] is null or list_contains($apps::varchar[], v.app))
order by v.kind, v.user_id, v.play_ms, v.video_id
