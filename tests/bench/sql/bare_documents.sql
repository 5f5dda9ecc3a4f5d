-- statement: Load DescribeOnlineRecord answers as DuckDB does it by itself: types given, a row a file, nothing checked
-- parameters: $path of the documents, one a line
create table videos as
select r.* exclude ("VideoInfos"), v.*
from (
    select "Response" as r, unnest("Response"."VideoInfos") as v
    from read_json(
        $path, format = 'newline_delimited',
        columns = {
            'Response': 'STRUCT(
                "SdkAppId" BIGINT, "TaskId" VARCHAR, "RoomId" BIGINT, "GroupId" VARCHAR, "RecordUserId" VARCHAR,
                "Status" VARCHAR, "FinishReason" VARCHAR, "RecordStartTime" BIGINT, "RecordStopTime" BIGINT,
                "TotalTime" BIGINT, "ExceptionCnt" INTEGER, "ReplayUrl" VARCHAR, "RequestId" VARCHAR,
                "OmittedDurations" STRUCT("VideoTime" BIGINT, "PauseTime" BIGINT, "ResumeTime" BIGINT)[],
                "Interrupts" STRUCT("UserId" VARCHAR, "Count" INTEGER)[],
                "VideoInfos" STRUCT(
                    "VideoId" VARCHAR, "VideoType" TINYINT, "UserId" VARCHAR, "VideoPlayTime" BIGINT,
                    "VideoDuration" BIGINT, "VideoSize" BIGINT, "VideoFormat" VARCHAR, "VideoUrl" VARCHAR,
                    "Width" INTEGER, "Height" INTEGER
                )[]
            )'
        }
    )
)
