-- Tried: with read_stream's bound taken out "backwards too" turns red, with is_beyond_limits' condition "nor by position".
\ir ../include.psql
SELECT plan(15);

SELECT head_position() AS start \gset
SELECT pg_temp.fill('t', 5) \g /dev/null
SELECT pg_temp.land() \g /dev/null
SELECT is(truncate_stream('order', 't', 4), 5::bigint, 'it returns the version');
SELECT is(array_agg(version), ARRAY[4, 5]::bigint[], 'lower ones are not read') FROM read_stream('order', 't');
SELECT is(array_agg(version), ARRAY[5, 4]::bigint[], 'backwards too') FROM read_stream('order', 't', p_backwards => true);
SELECT is(array_agg(version), ARRAY[5]::bigint[], 'from a version on') FROM read_stream('order', 't', 5);
SELECT is_empty('SELECT FROM read_stream(''order'', ''t'', 3, p_backwards => true)', 'nothing from below');
SELECT is(array_agg(version), ARRAY[4, 5]::bigint[], 'nor by position') FROM read_all(:start);
SELECT is((SELECT count(*) FROM read_event_type('Happened', :start)), 2::bigint, 'nor by type');
SELECT is(truncate_stream('order', 't', 2), 5::bigint, 'one that is lower changes nothing');
SELECT is(truncate_before, 4::bigint, 'as the metadata says') FROM stream_metadata('order', 't');
SELECT is((SELECT stream_version FROM append_event('order', 't', 5, 'A', '1')), 6::bigint, 'appends go on at the version');
SELECT is(truncate_stream('order', 't', 7), 6::bigint, 'all of them');
SELECT is_empty('SELECT FROM read_stream(''order'', ''t'')', 'none is left');
SELECT pg_temp.raises('SELECT truncate_stream(''order'', ''t'', 8)', 'SE005', 'not those that do not exist yet');
SELECT pg_temp.raises('SELECT truncate_stream(''order'', ''t'', 0)', 'SE005', 'nor before 1');
SELECT pg_temp.raises('SELECT truncate_stream(''order'', ''t'', NULL)', 'SE005', 'nor before null');

SELECT * FROM finish();
ROLLBACK;
