-- statement: Append the tasks that the documents of an import tell of, those without files too.
-- parameters: $import_no, $path, $columns {name: 'VARCHAR'}, $unit, $zone, $app where a document names none,
--   $day_start for documents without a time, $prefix before a place
insert into recording_rows
select
    $import_no, $prefix || "place", "TaskId",
    case when rules.main.missing("SdkAppId") then $app else "SdkAppId" end,
    coalesce("RoomId", ''), "GroupId", "RecordUserId", "Status", upper("FinishReason"),
    coalesce(rules.main.instant("RecordStartTime", $zone), $day_start),
    coalesce(rules.main.instant("RecordStopTime", $zone), $day_start),
    rules.main.milliseconds("TotalTime", coalesce("DurationUnit", $unit)),
    rules.main.whole("ExceptionCnt"),
    try_cast("OmittedDurations" as json),
    "ErrorCode", "ErrorMsg", "document"::json
from read_csv(
    $path, columns = $columns, delim = ',', skip = 1, parallel = false,
    auto_detect = false, header = false, quote = '"', escape = '"', max_line_size = 67108864
)
