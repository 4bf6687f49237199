\ir ../include.psql
SET LOCAL event_store.change = 'on';
SELECT plan(17);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('c', 5), pg_temp.fill('o', 2) \g /dev/null
SELECT is(set_stream_metadata('order', 'c', p_max_count => 2), 5::bigint, 'it returns the version');
SELECT is(array_agg(version), ARRAY[4, 5]::bigint[], 'the last two') FROM read_stream('order', 'c');
SELECT is(array_agg(version), ARRAY[5, 4]::bigint[], 'backwards') FROM read_stream('order', 'c', p_backwards => true);
SELECT is(array_agg(version) FILTER (WHERE aggregate_id = 'c'), ARRAY[4, 5]::bigint[], 'by position') FROM read_all(:start, p_until => head_position(), p_until_is_safe => true);
SELECT is((SELECT count(*) FROM read_all(:start, p_until => head_position(), p_until_is_safe => true)), 4::bigint, 'all of the other stream');
SELECT pg_temp.fill('c') \g /dev/null
SELECT is(array_agg(version), ARRAY[5, 6]::bigint[], 'still two after an append') FROM read_stream('order', 'c');

UPDATE events SET recorded_at = recorded_at - interval '1 hour' WHERE aggregate_id = 'c' AND version <= 5 AND global_position > :start;
SELECT set_stream_metadata('order', 'c', p_max_age => '59 minutes') \g /dev/null
SELECT is(array_agg(version), ARRAY[6]::bigint[], 'the young ones; the count is no limit any more') FROM read_stream('order', 'c');
SELECT is(array_agg(version), ARRAY[6]::bigint[], 'backwards') FROM read_stream('order', 'c', p_backwards => true);
SELECT is(array_agg(version) FILTER (WHERE aggregate_id = 'c'), ARRAY[6]::bigint[], 'by position') FROM read_all(:start, p_until => head_position(), p_until_is_safe => true);
SELECT is_empty('SELECT FROM read_stream(''order'', ''c'', 5, p_backwards => true)', 'none from an old one down');
SELECT set_stream_metadata('order', 'c', p_max_age => '2 hours', p_max_count => 3) \g /dev/null
SELECT is(array_agg(version), ARRAY[4, 5, 6]::bigint[], 'both limits; what is not removed is read again under a wider one') FROM read_stream('order', 'c');
SELECT set_stream_metadata('order', 'c') \g /dev/null
SELECT is((SELECT count(*) FROM read_stream('order', 'c')), 6::bigint, 'without limits all');

UPDATE events SET recorded_at = recorded_at + interval '1 hour' WHERE aggregate_id = 'c' AND version = 3 AND global_position > :start;
SELECT set_stream_metadata('order', 'c', p_max_age => '59 minutes') \g /dev/null
SELECT is(array_agg(version), ARRAY[3, 4, 5, 6]::bigint[], 'no gap when the clock was set back') FROM read_stream('order', 'c');
SELECT pg_temp.raises(format('SELECT set_stream_metadata(''order'', ''c'', %s)', v), 'SE005', v)
FROM unnest(ARRAY['0', '-1', 'NULL, ''0''', 'NULL, ''36501 days''']) AS v;

SELECT * FROM finish();
ROLLBACK;
