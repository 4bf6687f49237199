-- Tried: removable_before with version - max_count + 2 turns "nothing that is read went" red.
\ir ../include.psql
SET LOCAL event_store.change = 'on';
SELECT plan(13);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null

SELECT head_position() AS start \gset
SELECT pg_temp.fill('count', 5), pg_temp.fill('age', 5), pg_temp.fill('truncated', 5), pg_temp.fill('both', 5), pg_temp.fill('free', 5), pg_temp.fill('deleted', 5) \g /dev/null
SELECT pg_temp.land() \g /dev/null
UPDATE events SET recorded_at = recorded_at - interval '1 hour' WHERE aggregate_id IN ('age', 'both') AND version <= 2 AND global_position > :start;
SELECT set_stream_metadata('order', 'count', 3), set_stream_metadata('order', 'age', p_max_age => '1 minute'), truncate_stream('order', 'truncated', 6),
    set_stream_metadata('order', 'both', 4, '1 minute'), delete_stream('order', 'deleted') \g /dev/null
CREATE TEMP TABLE before AS SELECT aggregate_id, version, global_position, event_id, checksum FROM read_all(:start);
SELECT results_eq('SELECT events_removed, streams_examined, is_finished, is_busy FROM scavenge(p_from_start => true)',
    'VALUES (11::bigint, 5::bigint, true, false)', 'two, two, five, two, and none of the deleted one, which may be reopened');
SELECT results_eq('SELECT aggregate_id, version, global_position, event_id, checksum FROM read_all(' || :start || ')', 'SELECT * FROM before', 'nothing that is read went');
SELECT is((SELECT count(*) FROM events WHERE global_position > :start), (SELECT count(*) + 5 FROM before), 'and nothing else stayed but the deleted stream''s');
SELECT is(array_agg(scavenged_before ORDER BY id), ARRAY[3, 3, 3, 1, 1, 6]::bigint[], 'it is known how far')
FROM unnest(ARRAY['age', 'both', 'count', 'deleted', 'free', 'truncated']) WITH ORDINALITY AS i (id, n), stream_metadata('order', id);
SELECT results_eq('SELECT events_removed, is_finished FROM scavenge(p_from_start => true)', 'VALUES (0::bigint, true)', 'once more: nothing');
SELECT is((SELECT array_agg(stream_version ORDER BY id) FROM unnest(ARRAY['count', 'truncated']) AS id, append_event('order', id, 5, 'A', '1')), ARRAY[6, 6]::bigint[], 'versions go on');

SELECT change_setting('reopen_grace_seconds', '0') \g /dev/null
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 6::bigint, 'the deleted one after its grace, and the one that the append pushed out');
SELECT is(stream_version('order', 'deleted'), 5::bigint, 'which leaves its version');
SELECT pg_temp.raises('SELECT append_event(''order'', ''deleted'', 5, ''A'', ''1'')', 'SE017', 'it is deleted still');
SELECT is(reopen_stream('order', 'deleted'), 5::bigint, 'reopened');
SELECT is_empty('SELECT FROM read_stream(''order'', ''deleted'')', 'it has no events');
SELECT is((SELECT stream_version FROM append_event('order', 'deleted', 5, 'A', '1')), 6::bigint, 'and goes on');
SELECT is_empty('SELECT FROM verify_streams()', 'the store is sound');

SELECT * FROM finish();
ROLLBACK;
