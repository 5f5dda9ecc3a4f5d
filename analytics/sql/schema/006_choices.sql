-- Which import's row of a video counts where a person decided; it goes with that import.
create table choices (video_id varchar, import_no integer, chosen_at timestamp);

-- The vendor's own lines may come again: the same value is a duplicate, another value takes the place of the older.
alter table vendor_usage add column standing standing;
update vendor_usage set standing = 'counted';

create view vendor_lines as
select import_no, day, app, room, sub_product, value from vendor_usage where standing = 'counted';

-- Of what is told of one task, the furthest state counts: a callback that it started says less than its result.
create or replace view recordings as
select * exclude (turn)
from (
    select
        *,
        row_number() over (
            partition by task_id
            order by coalesce(
                list_position(
                    ['FINISHED', 'FAILED', 'STOPPED', 'PROCESSING', 'QUEUED', 'PAUSED', 'RECORDING', 'PREPARED'], status
                ), 99
            ), import_no, place
        ) as turn
    from recording_rows
)
where turn = 1;
