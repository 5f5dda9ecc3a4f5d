-- question: What will the rows of a canonical table be, and what is wrong with them?
-- parameters: $path, $columns {name: 'VARCHAR'} in the order of the file, $unit where a row names none, $zone of times
--   without an offset, $app where a row names none, $has_day true where a row needs no time, $most rows,
--   $earliest and $latest (excluded) between which a recording can be
-- columns: place, video_id, kind, ms, play_ms, started_at (in $zone), stopped_at (likewise), room, app, task_id, user_id, status,
--   extra (values of unknown columns), ragged, flaws (column|name), texts (JSON, as they stand in the table)
with source as (
    from read_csv(
        $path, columns = $columns, delim = ',', skip = 0, parallel = false,
        auto_detect = false, header = false, quote = '"', escape = '"', max_line_size = 4194304
    )
    union all by name
    from rules.main.no_rows
),

first as (
    select
        *,
        row_number() over () as row_no,
        coalesce(nullif("DurationUnit", ''), $unit) as unit,
        if(list_contains(struct_keys($columns), 'extra_1'), [*columns('extra_.*')], null) as extra
    from source
    limit $most
),

valued as (
    select
        *,
        rules.main.kind_name("VideoType") as kind,
        rules.main.milliseconds("VideoDuration", unit) as ms,
        rules.main.milliseconds("VideoPlayTime", unit) as play_ms,
        rules.main.instant("RecordStartTime", $zone) as started_at,
        rules.main.instant("RecordStopTime", $zone) as stopped_at
    from first
)

select
    "place" as place,
    coalesce(rules.main.plain_id("VideoId"), '') as video_id,
    kind,
    ms,
    play_ms,
    timezone($zone, timezone('UTC', started_at)) as started_at,
    timezone($zone, timezone('UTC', stopped_at)) as stopped_at,
    coalesce("RoomId", '') as room,
    case when rules.main.missing("SdkAppId") then $app else "SdkAppId" end as app,
    coalesce("TaskId", '') as task_id,
    coalesce("UserId", '') as user_id,
    case when rules.main.missing("Status") then 'FINISHED' else upper("Status") end as status,
    extra,
    ragged,
    case
        when ragged is not null then [rules.main.whole_row_flaw(ragged)]
        else rules.main.row_flaws(
            rules.main.plain_id("VideoId"), "VideoType", kind, "VideoDuration", ms, "RecordStartTime", started_at, "RecordStopTime", stopped_at, unit,
            $has_day, $earliest, $latest
        )
    end as flaws,
    {
        'VideoId': "VideoId", 'VideoType': "VideoType", 'VideoDuration': "VideoDuration",
        'RecordStartTime': "RecordStartTime", 'RecordStopTime': "RecordStopTime"
    }::json::varchar as texts
from valued
order by row_no
