-- Tried: without the comparison of the event ids the first four and the last turn red.
\ir ../include.psql
SELECT plan(7);
\ir ../snapshots.psql

SELECT pg_temp.fill('a', 2), pg_temp.fill('b', 3) \g /dev/null
SELECT event_id AS last FROM read_stream('order', 'a', 2, 1) \gset
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'a', 3, %L, 'State', 1, '1') $$, :'last'), 'SE024', 'beyond the version of the stream');
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'a', 1, %L, 'State', 1, '1') $$, :'last'), 'SE024', 'another event');
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'b', 2, %L, 'State', 1, '1') $$, :'last'), 'SE024', 'another stream''s');
SELECT is(pg_temp.detail_of(format($$ SELECT save_snapshot('order', 'a', 3, %L, 'State', 1, '1') $$, :'last')) ->> 'actual_version', '2', 'the detail says where the stream is');
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'c', 2, %L, 'State', 1, '1') $$, :'last'), 'SE018', 'no such stream');
SELECT delete_stream('order', 'a') \g /dev/null
SELECT pg_temp.raises(format($$ SELECT save_snapshot('order', 'a', 2, %L, 'State', 1, '1') $$, :'last'), 'SE017', 'a deleted one');
SELECT is_empty('SELECT FROM snapshots', 'nothing was saved');

SELECT * FROM finish();
ROLLBACK;
