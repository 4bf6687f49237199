\ir ../include.psql
SELECT plan(16);

SELECT pg_temp.fill('d', 3, p_tenant => 'a') \g /dev/null
SELECT pg_temp.raises(format('SELECT %s', c), 'SE018', c) FROM unnest(ARRAY[
    'delete_stream(''order'', ''d'')', 'reopen_stream(''order'', ''d'')', 'truncate_stream(''order'', ''d'', 1)',
    'set_stream_metadata(''order'', ''d'')', 'stream_metadata(''order'', ''d'')', 'delete_stream_permanently(''order'', ''d'', -1)',
    'delete_stream(NULL, ''d'', p_tenant => ''a'')'
]) AS c;
SELECT pg_temp.raises(format('SELECT %s', c), 'SE005', c) FROM unnest(ARRAY[
    'delete_stream(''order'', ''d'', p_tenant => NULL)', 'reopen_stream(''order'', ''d'', NULL)', 'stream_metadata(''order'', ''d'', NULL)',
    'delete_stream(''order'', ''d'', NULL, ''a'')', 'delete_stream_permanently(''order'', ''d'', -3, ''a'')'
]) AS c;
SELECT pg_temp.raises(format('SELECT %s', c), 'SE001', c) FROM unnest(ARRAY[
    'delete_stream(''order'', ''d'', 2, ''a'')', 'delete_stream(''order'', ''d'', 0, ''a'')', 'delete_stream_permanently(''order'', ''d'', 4, ''a'')'
]) AS c;
SELECT is(delete_stream('order', 'd', -2, 'a'), 3::bigint, 'it exists');

SELECT * FROM finish();
ROLLBACK;
