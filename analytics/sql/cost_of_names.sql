-- question: What did the recorded files of rooms or of users cost in use, where cameras, screens and whiteboards count once and nothing else does?
-- parameters: $day, $app, $row, $per_ms as in cost_of_days; $field 'room' or 'user', $has_name whether each is told apart, $numbers list
--   of those that are meant (of name_numbers), null for "all"
-- columns: row, name (null where not asked), files, ms (of every status), charged_ms (before any rounding), cost in units of 24 decimals
with rates as (
    select r.day, n.id as app, r.row, r.per_ms
    from (
        select
            unnest($day::date[]) as day, unnest($app::varchar[]) as app, unnest($row::integer[]) as row,
            unnest($per_ms::hugeint[]) as per_ms
    ) as r
    left join usage_names as n on r.app = n.name
),

uses as (
    select day, app, room as number, billable, videos, ms from usage_room_totals where $field = 'room'
    union all
    select day, app, user, billable, videos, ms from usage_user_days where $field = 'user'
),

sums as (
    select
        r.row, if($has_name, u.number, null) as number, sum(u.videos)::bigint as files, sum(u.ms)::bigint as ms,
        sum(if(u.billable, u.ms, 0))::bigint as charged_ms, sum(if(u.billable, u.ms, 0) * r.per_ms)::hugeint as cost
    from uses as u
    inner join rates as r on u.day = r.day and u.app is not distinct from r.app
    where $numbers::integer[] is null or list_contains($numbers::integer[], u.number)
    group by all
)

select s.row, n.name, s.files, s.ms, s.charged_ms, s.cost
from sums as s
left join usage_names as n on s.number = n.id
