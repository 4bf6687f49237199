-- Tried: with the condition on the interval taken out of append_streams the second assertion turns red.
\ir ../include.psql
SELECT plan(5);

SELECT change_setting('bell_interval_milliseconds', '60000');
SELECT setval('bell', 0) \g /dev/null
SELECT pg_temp.fill('a') \g /dev/null
SELECT last_value AS rung FROM bell \gset
SELECT cmp_ok(:rung::bigint, '>', 0::bigint, 'the first append rings');
SELECT pg_temp.fill('a') \g /dev/null
SELECT is((SELECT last_value FROM bell), :rung::bigint, 'the next keeps silent');
SELECT setval('bell', :rung + 3600000) \g /dev/null
SELECT pg_temp.fill('a') \g /dev/null
SELECT cmp_ok((SELECT last_value FROM bell), '<', :rung::bigint + 3600000, 'a clock that was set back silences nothing');
SELECT change_setting('bell_interval_milliseconds', '-1');
SELECT setval('bell', 0) \g /dev/null
SELECT pg_temp.fill('a') \g /dev/null
SELECT is((SELECT last_value FROM bell), 0::bigint, '-1 never rings');
SELECT append_event('order', 'a', -1, 'A', '1') \g /dev/null
SELECT is((SELECT last_value FROM bell), 0::bigint, 'nor does append_event');

SELECT * FROM finish();
ROLLBACK;
