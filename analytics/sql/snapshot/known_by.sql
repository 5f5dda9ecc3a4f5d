-- question: By what is a state of the data known, beside the number of its last commit?
-- parameters: none
-- columns: state (all imports, settings, plans and prices, as one text)
select string_agg(line, chr(10) order by line) as state
from (
    select concat_ws(' ', 'import', import_id, digest, rows_loaded, epoch_us(loaded_at)) as line from imports
    union all
    select concat_ws(' ', 'setting', key, value) from settings
    union all
    select concat_ws(' ', 'plan', name, md5(toml), epoch_us(saved_at)) from plans
    union all
    select concat_ws(' ', 'prices', id, version, md5(toml)) from price_books
)
