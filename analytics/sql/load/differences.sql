-- statement: Where does a duplicate of this import say something else than the row that counts?
-- parameters: $import_no
-- columns: video_id, name, here, there, other_import
select f.video_id, f.name, f.here, f.there, i.import_id as other_import
from differences as f
left join imports as i on f.winner_no = i.import_no
-- That a row replaces an unfinished one of the same file is no difference: it is understood.
where f.import_no = $import_no and not (f.is_understood and f.winner_no = f.import_no)
order by f.video_id, f.name
