\ir ../include.psql
SELECT plan(3);

SET LOCAL timezone = 'America/New_York';
SELECT create_partitions('1986-03-31 12:00+00', '1986-04-01 00:00+00') \g /dev/null
SELECT lives_ok(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1,1,1}', NULL, '{A,B,C}', '{1,2,3}', p_timestamps =>
       '{1986-03-31 23:59:59.999999+00,1986-03-31 20:00:00 America/New_York,1986-04-27 02:30:00 America/New_York}') $$,
    'the last moment of a month in UTC, the next, and one that the clocks of New York skip'
);
SELECT is((SELECT count(*) FROM events_1986_03), 1::bigint, 'March holds the first');
SELECT is((SELECT count(*) FROM events_1986_04), 2::bigint, 'April the others');

SELECT * FROM finish();
ROLLBACK;
