\ir ../include.psql
SELECT plan(2);

SELECT pg_temp.fill('m') \g /dev/null
SELECT set_stream_metadata('order', 'm', p_max_age => '1 month 2 days 00:00:01.5') \g /dev/null
SELECT is(max_age::text, '768:00:01.5', 'in hours') FROM stream_metadata('order', 'm');
SET LOCAL intervalstyle = iso_8601;
SELECT set_stream_metadata('order', 'm', p_max_age => 'P36500D') \g /dev/null
SET LOCAL intervalstyle = postgres;
SELECT is(max_age::text, '876000:00:00', 'the longest') FROM stream_metadata('order', 'm');

SELECT * FROM finish();
ROLLBACK;
