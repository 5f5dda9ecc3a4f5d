-- statement: Where does a duplicate of this import say something else than the row that counts?
-- parameters: $import_no, $most
-- columns: video_id, name, here, there, other_import, of_all: of the first $most, how many there are
with told as materialized (
    select video_id, name, here, there, winner_no
    from differences
    -- That a row replaces an unfinished one of the same file is no difference: it is understood.
    where import_no = $import_no and not (is_understood and winner_no = import_no)
)

select t.video_id, t.name, t.here, t.there, i.import_id as other_import, (select count(*) from told) as of_all
from told as t
left join imports as i on t.winner_no = i.import_no
order by t.video_id, t.name
limit $most
