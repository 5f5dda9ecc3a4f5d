-- question: Which rows of groups stand, the newest import first and each import's in the order of its lines?
-- parameters: none
-- columns: import_id, file, loaded_at (UTC), line, dimension, app, room, user (null: all), value, since, until (excluded; null: no bound)
select i.import_id, i.file, i.loaded_at, r.line, r.dimension, r.app, r.room, r.user_id as user, r.value, r.since, r.until
from group_imports as i
inner join group_rows as r using (import_no)
order by i.import_no desc, r.line
