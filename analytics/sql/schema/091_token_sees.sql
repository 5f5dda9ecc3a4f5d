-- What of the recordings a program may ask: a JSON list of FIELD=VALUE; [] for all.
alter table api_tokens add column sees varchar default '[]';
