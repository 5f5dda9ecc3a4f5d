-- question: What did the recorded files of days and apps cost in use, where cameras, screens and whiteboards count once and nothing else does?
-- parameters: $day, $app, $row, $per_ms lists of one length: of each day of each app that is meant the row of the answer that it belongs
--   to, and what a charged ms cost, in units of 24 decimals; $has_kind whether kinds are told apart, $kinds list, null for "all"
-- columns: row, kind (null where not asked), files, ms (of every status), charged_ms (before any rounding), cost in units of 24 decimals
with rates as (
    select unnest($day::date[]) as day, unnest($app::varchar[]) as app, unnest($row::integer[]) as row, unnest($per_ms::hugeint[]) as per_ms
),

uses as (
    select *, if(finished and kind in ('camera', 'screen', 'whiteboard'), ms, 0) as charged_ms
    from usage_days
    where $kinds::varchar[] is null or list_contains($kinds::varchar[], kind::varchar)
)

select
    r.row, if($has_kind, u.kind::varchar, null) as kind, sum(u.videos)::bigint as files, sum(u.ms)::bigint as ms,
    sum(u.charged_ms)::bigint as charged_ms, sum(u.charged_ms * r.per_ms)::hugeint as cost
from uses as u
inner join rates as r on u.day = r.day and u.app is not distinct from r.app
group by all
