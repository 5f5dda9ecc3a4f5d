-- statement: Load an export as DuckDB does it by itself: types given, lines that do not fit left out, nothing checked
-- parameters: $path of the CSV
create table videos as
select *
from read_csv(
    $path, header = true, auto_detect = false, delim = ',', quote = '"', ignore_errors = true,
    columns = {
        'SdkAppId': 'VARCHAR', 'TaskId': 'VARCHAR', 'RoomId': 'VARCHAR',
        'RecordStartTime': 'BIGINT', 'RecordStopTime': 'BIGINT', 'Status': 'VARCHAR', 'FinishReason': 'VARCHAR',
        'VideoId': 'VARCHAR', 'VideoType': 'TINYINT', 'UserId': 'VARCHAR',
        'VideoPlayTime': 'BIGINT', 'VideoDuration': 'BIGINT', 'VideoSize': 'BIGINT',
        'VideoFormat': 'VARCHAR', 'VideoUrl': 'VARCHAR', 'Width': 'INTEGER', 'Height': 'INTEGER'
    }
)
