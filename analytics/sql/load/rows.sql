-- statement: Append every row of a file, told apart into rows that count and rows that are refused.
-- parameters: $import_no, $path, $columns {name: 'VARCHAR'} in the order of the file, $delimiter, $skip lines, $buffer bytes at a time,
--   $unit 'ms', 's', 'min', 'h' or 'hh:mm:ss', $zone of times without an offset, $app where a row names none, $day_start for rows without a time,
--   $earliest and $latest (excluded) between which a recording can be,
--   $prefix before a place, for files inside an archive, $is_tidy true where no text can have a blank at an end
insert into video_rows
with source as (
    from read_csv(
        $path, columns = $columns, delim = $delimiter, skip = $skip,
        buffer_size = $buffer, auto_detect = false, header = false, quote = '"', escape = '"', max_line_size = 4194304
    )
    union all by name
    from rules.main.no_rows
),

tidied as (
    select
        rules.main.plain_id("VideoId") as video_id, rules.main.quick_trimmed("VideoType", $is_tidy) as kind_text,
        "VideoDuration" as duration_text, "VideoPlayTime" as play_text,
        rules.main.quick_trimmed("SdkAppId", $is_tidy) as app, rules.main.quick_trimmed("TaskId", $is_tidy) as task_id,
        rules.main.quick_trimmed("RoomId", $is_tidy) as room, rules.main.quick_trimmed("UserId", $is_tidy) as user_id,
        rules.main.quick_trimmed("RecordStartTime", $is_tidy) as start_text,
        rules.main.quick_trimmed("RecordStopTime", $is_tidy) as stop_text,
        rules.main.quick_trimmed("Status", $is_tidy) as status, rules.main.quick_trimmed("FinishReason", $is_tidy) as finish_reason,
        "VideoSize" as size_text, "VideoFormat" as format, "VideoUrl" as url,
        "Width" as width_text, "Height" as height_text, place, ragged,
        coalesce(lower(nullif(trim("DurationUnit"), '')), $unit) as unit,
        if(list_contains(struct_keys($columns), 'extra_1'), [*columns('extra_.*')], null) as extra,
        source as source_row,
        try_cast("VideoDuration" as bigint) as duration_number,
        try_cast("VideoPlayTime" as bigint) as play_number,
        rules.main.quick_whole(try_cast("RecordStartTime" as bigint), "RecordStartTime") as start_seconds,
        rules.main.quick_whole(try_cast("RecordStopTime" as bigint), "RecordStopTime") as stop_seconds,
        try_cast("VideoSize" as bigint) as size_number,
        try_cast("Width" as bigint) as width_number,
        try_cast("Height" as bigint) as height_number
    from source
),

valued as (
    select
        *,
        rules.main.kind_name(kind_text) as kind,
        rules.main.quick_milliseconds(duration_number, duration_text, unit) as duration_ms,
        rules.main.quick_milliseconds(play_number, play_text, unit) as play_ms,
        rules.main.quick_instant(start_seconds, start_text, $zone) as started_at,
        rules.main.quick_instant(stop_seconds, stop_text, $zone) as stopped_at,
        rules.main.quick_whole(size_number, size_text) as size_bytes,
        rules.main.quick_whole(width_number, width_text) as width,
        rules.main.quick_whole(height_number, height_text) as height
    from tidied
),

judged as (
    select
        *,
        coalesce(
            ragged is null and video_id <> '' and not rules.main.is_shortened(video_id) and kind is not null and rules.main.is_length(duration_ms)
            and coalesce(started_at, stopped_at, $day_start) is not null
            and if(started_at >= $earliest and started_at < $latest, true, rules.main.is_unstated(start_text))
            and if(stopped_at >= $earliest and stopped_at < $latest, true, rules.main.is_unstated(stop_text)),
            false
        ) as is_good,
        -- Cells that carry no minutes: one that cannot be read is left empty, and never costs the row.
        coalesce(
            if(rules.main.is_length(play_ms), true, rules.main.missing(trim(play_text)))
            and if(size_bytes >= 0, true, rules.main.missing(trim(size_text)))
            and if(width between 0 and 2147483647, true, rules.main.missing(trim(width_text)))
            and if(height between 0 and 2147483647, true, rules.main.missing(trim(height_text))),
            false
        ) as is_whole
    from valued
)

select
    $import_no,
    if(is_good, 'counted'::standing, 'refused'::standing),
    video_id,
    kind::kind,
    duration_ms,
    if(rules.main.is_length(play_ms), play_ms, null),
    case when rules.main.missing(app) then $app else app end,
    case
        when not rules.main.missing(task_id) then task_id
        else 'made-' || md5(concat_ws(
            chr(31), coalesce(app, ''), coalesce(room, ''),
            coalesce((epoch_us(started_at) // 1000000)::varchar, ''), coalesce((epoch_us(stopped_at) // 1000000)::varchar, '')
        ))[:16]
    end,
    coalesce(room, ''),
    coalesce(user_id, ''),
    case when stopped_at is null then coalesce(started_at, $day_start) else started_at end,
    case when started_at is null then coalesce(stopped_at, $day_start) else stopped_at end,
    case when rules.main.missing(status) then 'FINISHED' else rules.main.quick_upper(status, 'FINISHED') end,
    rules.main.quick_upper(finish_reason, 'USER_CALL'),
    if(size_bytes >= 0, size_bytes, null),
    format,
    url,
    if(width >= 0, try_cast(width as integer), null),
    if(height >= 0, try_cast(height as integer), null),
    extra,
    $prefix || place,
    case when not (is_good and is_whole) then to_json(source_row) end
from judged
