-- What verify() cannot see, because it walks over the events: the stream all, of which none is left.
\ir ../include.psql
SELECT plan(4);
SET LOCAL event_store.change = on;

SELECT append_event('order', s, -1, 'A', '1') FROM unnest(ARRAY['all', 'last', 'ids', 'stream', 'sound']) AS s, generate_series(1, 3) \g /dev/null
SELECT is_empty('SELECT * FROM verify_streams()', 'nothing on a sound store');

CREATE TEMPORARY TABLE ids ON COMMIT DROP AS SELECT stream_id, aggregate_id FROM streams;
DELETE FROM events AS e USING ids WHERE e.stream_id = ids.stream_id
    AND (ids.aggregate_id = 'all' OR (ids.aggregate_id = 'last' AND e.version > 1));
DELETE FROM event_ids AS i USING ids WHERE i.stream_id = ids.stream_id AND ids.aggregate_id = 'ids' AND i.version = 2;
DELETE FROM streams WHERE aggregate_id = 'stream';
SELECT results_eq(
    'SELECT aggregate_id, version, events, event_ids, detail FROM verify_streams()',
    $$ VALUES
        ('all', 3::bigint, 0::bigint, 3::bigint, '3 events are missing; 3 event ids lead to no event'),
        ('ids', 3, 3, 2, '1 event ids are missing'),
        ('last', 3, 1, 3, '2 events are missing; 2 event ids lead to no event'),
        ('stream', 0, 3, 3, 'the stream is absent') $$,
    'each stream that is not whole'
);
SELECT is((SELECT count(*) FROM verify_streams(2)), 2::bigint, 'no more than asked for');
SELECT pg_temp.raises('SELECT verify_streams(0)', 'SE005', 'no limit below 1');

SELECT * FROM finish();
ROLLBACK;
