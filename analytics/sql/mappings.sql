-- question: Which mappings of columns have people confirmed?
-- parameters: none
-- columns: header_key, header, mapping (JSON: flat column -> header), saved_at (UTC), saved_by (null: not known)
select header_key, header, mapping::varchar as mapping, saved_at, saved_by from mappings order by saved_at desc, header_key
