-- question: What do the loaded recordings cover, and when were they loaded?
-- parameters: none
-- columns: first_day, last_day, days, videos, ms, imports, own_imports, sample_imports, last_loaded_at (UTC),
--   rows_read, rows_refused
with days as (
    select
        min(day) as first_day, max(day) as last_day, count(distinct day)::bigint as days,
        coalesce(sum(videos), 0)::bigint as videos, coalesce(sum(ms), 0)::bigint as ms
    from usage_days
),

files as (
    select
        count(*)::bigint as imports,
        count(*) filter (where not is_sample)::bigint as own_imports,
        count(*) filter (where is_sample)::bigint as sample_imports,
        max(loaded_at) as last_loaded_at,
        coalesce(sum(rows_read), 0)::bigint as rows_read,
        coalesce(sum(rows_refused), 0)::bigint as rows_refused
    from imports
)

select * from days, files
