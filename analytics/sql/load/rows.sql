-- statement: Append every row of a file, told apart into rows that count and rows that are refused.
-- parameters: $import_no, $path, $columns {name: 'VARCHAR'} in the order of the file, $delimiter, $skip lines,
--   $unit 'ms' or 's', $zone of times without an offset, $app where a row names none, $day_start for rows without a time
insert into video_rows
with source as (
    from read_csv(
        $path, columns = $columns, delim = $delimiter, skip = $skip,
        auto_detect = false, header = false, quote = '"', escape = '"', max_line_size = 4194304
    )
    union all by name
    from rules.main.no_rows
),

trimmed as (
    select
        trim("VideoId") as video_id, trim("VideoType") as kind_text,
        trim("VideoDuration") as duration_text, trim("VideoPlayTime") as play_text,
        trim("SdkAppId") as app, trim("TaskId") as task_id, trim("RoomId") as room,
        trim("UserId") as user_id,
        trim("RecordStartTime") as start_text, trim("RecordStopTime") as stop_text,
        trim("Status") as status, trim("FinishReason") as finish_reason,
        trim("VideoSize") as size_text, "VideoFormat" as format, "VideoUrl" as url,
        trim("Width") as width_text, trim("Height") as height_text, place, ragged,
        coalesce(lower(nullif(trim("DurationUnit"), '')), $unit) as unit,
        [*columns('extra_.*')] as extra,
        source as source_row
    from source
),

valued as (
    select
        *,
        rules.main.kind_name(kind_text) as kind,
        rules.main.milliseconds(duration_text, unit) as duration_ms,
        rules.main.milliseconds(play_text, unit) as play_ms,
        rules.main.instant(start_text, $zone) as started_at,
        rules.main.instant(stop_text, $zone) as stopped_at,
        rules.main.whole(size_text) as size_bytes,
        rules.main.whole(width_text) as width,
        rules.main.whole(height_text) as height
    from trimmed
),

judged as (
    select
        *,
        coalesce(
            ragged is null and video_id <> '' and kind is not null and duration_ms between 0 and 100000000000
            and coalesce(started_at, stopped_at, $day_start) is not null
            and (started_at is not null or rules.main.missing(start_text) or start_text = '0')
            and (stopped_at is not null or rules.main.missing(stop_text) or stop_text = '0')
            and (play_ms between 0 and 100000000000 or rules.main.missing(play_text))
            and (size_bytes >= 0 or rules.main.missing(size_text))
            and (width between 0 and 2147483647 or rules.main.missing(width_text))
            and (height between 0 and 2147483647 or rules.main.missing(height_text)),
            false
        ) as is_good
    from valued
)

select
    $import_no,
    if(is_good, 'counted', 'refused')::standing,
    video_id,
    kind::kind,
    duration_ms,
    play_ms,
    case when rules.main.missing(app) then $app else app end,
    case
        when not rules.main.missing(task_id) then task_id
        else 'made-' || md5(concat_ws(
            chr(31), coalesce(app, ''), coalesce(room, ''), coalesce(start_text, ''), coalesce(stop_text, '')
        ))[:16]
    end,
    coalesce(room, ''),
    coalesce(user_id, ''),
    case when stopped_at is null then coalesce(started_at, $day_start) else started_at end,
    case when started_at is null then coalesce(stopped_at, $day_start) else stopped_at end,
    case when rules.main.missing(status) then 'FINISHED' else upper(status) end,
    upper(finish_reason),
    size_bytes,
    format,
    url,
    try_cast(width as integer),
    try_cast(height as integer),
    extra,
    place,
    case when not is_good then to_json(source_row) end
from judged
