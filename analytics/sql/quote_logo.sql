-- question: What are the bytes of a logo?
-- parameters: $hash
-- columns: content
select content from quote_logos where hash = $hash limit 1
