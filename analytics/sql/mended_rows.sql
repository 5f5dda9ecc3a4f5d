-- question: How many refused rows came again, mended, and count now?
-- parameters: none
-- columns: rows_mended
select count(*)::bigint as rows_mended
from all_refused_rows as r
where r.source_row ->> '$.VideoId' in (select v.video_id from all_video_rows as v where v.standing = 'counted')
