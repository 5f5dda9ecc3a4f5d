-- question: Which quotes are there, each revision with what was last done to it?
-- parameters: none
-- columns: number, revision, is_issued, is_latest (of those issued), accepted (the number's accepted revision, or null), action, answer (the reason of that), options (JSON, or null), customer, owner, issued, valid_until, currency, total, saved_at (UTC)
with actions as (
    select number, revision, arg_max(action, entry) as action, arg_max(reason, entry) as answer
    from quote_trail
    where action in ('draft', 'issued', 'accepted', 'declined')
    group by number, revision
)

select
    q.number,
    q.revision,
    q.is_issued,
    q.revision = max(q.revision) filter (where q.is_issued) over (partition by q.number) as is_latest,
    max(q.revision) filter (where a.action = 'accepted') over (partition by q.number) as accepted,
    a.action,
    coalesce(a.answer, '') as answer,
    q.document::json ->> '$.result.options' as options,
    q.document::json ->> '$.settings.customer' as customer,
    q.document::json ->> '$.settings.owner' as owner,
    (q.document::json ->> '$.settings.issued')::date as issued,
    (q.document::json ->> '$.settings.valid_until')::date as valid_until,
    q.document::json ->> '$.result.currency' as currency,
    q.document::json ->> '$.result.total' as total,
    q.saved_at
from quotes as q
left join actions as a on q.number = a.number and q.revision = a.revision
order by q.number desc, q.revision desc
