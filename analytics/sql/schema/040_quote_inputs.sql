-- What the sliders said when a draft was saved, as JSON of the page's own, so that it can be opened again.
alter table quotes add column inputs varchar;
