-- statement: Append the files of DescribeOnlineRecord documents whose values are all plainly good: typed, lengths in ms.
-- parameters: $import_no, $path of the Parquet file, $app where a document names none, $prefix before a place
insert into video_rows
select
    $import_no,
    'counted',
    rules.main.plain_id("VideoId"),
    rules.main.kind_name("VideoType"::varchar)::kind,
    "VideoDuration",
    "VideoPlayTime",
    case when rules.main.missing("SdkAppId") then $app else rules.main.trimmed("SdkAppId") end,
    rules.main.trimmed("TaskId"),
    rules.main.trimmed("RoomId"),
    rules.main.trimmed("UserId"),
    make_timestamp(if("RecordStartTime" > 0, "RecordStartTime", "RecordStopTime") * 1000000),
    make_timestamp(if("RecordStopTime" > 0, "RecordStopTime", "RecordStartTime") * 1000000),
    "Status",
    upper(nullif(rules.main.trimmed("FinishReason"), '')),
    "VideoSize",
    nullif("VideoFormat", ''),
    nullif("VideoUrl", ''),
    "Width"::integer,
    "Height"::integer,
    null,
    $prefix || "place",
    null
from read_parquet($path)
