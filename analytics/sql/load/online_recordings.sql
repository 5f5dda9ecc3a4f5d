-- statement: Append the tasks of DescribeOnlineRecord documents whose values are all plainly good: typed, lengths in ms.
-- parameters: $import_no, $path of the Parquet file, $app where a document names none, $prefix before a place
insert into recording_rows
select
    $import_no,
    $prefix || "place",
    "TaskId",
    case when rules.main.missing("SdkAppId") then $app else "SdkAppId" end,
    "RoomId",
    nullif("GroupId", ''),
    nullif("RecordUserId", ''),
    "Status",
    upper(nullif("FinishReason", '')),
    make_timestamp(nullif("RecordStartTime", 0) * 1000000),
    make_timestamp(nullif("RecordStopTime", 0) * 1000000),
    "TotalTime",
    "ExceptionCnt",
    nullif("OmittedDurations", '')::json,
    null,
    null,
    nullif("document", '')::json
from read_parquet($path)
