\ir ../include.psql
SELECT plan(2);

SELECT change_setting('max_events_per_append', '5') \g /dev/null
SELECT is((SELECT value FROM settings() WHERE name = 'max_events_per_append'), '5');
SELECT is((SELECT max_events_per_append FROM store_information()), 5, 'store_information tells it to clients');

SELECT * FROM finish();
ROLLBACK;
