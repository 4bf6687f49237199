-- Rows of different sizes, of which the later go to earlier pages that still have room; and an index that does not lead to one.
-- Tried: where a batch is what lies behind the one before it, the first is refused with SE023; without count_partition_rows() the
-- damage is not noticed, and the event is gone.
\ir ../../../sql/tests/include.psql
SELECT plan(5);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_streams('{sizes}', '{a}', '{-1}', array_fill(1, ARRAY[5000]), NULL, array_fill('A'::text, ARRAY[5000]),
    ARRAY(
        SELECT to_json((
            SELECT string_agg(md5(n || ' ' || m), '')
            FROM generate_series(1, CASE WHEN n % 1000 < 500 THEN 57 - n % 3 ELSE 1 + n % 4 END) AS m
        ))::text FROM generate_series(1, 5000) AS n
    ),
    p_timestamps => ARRAY(SELECT timestamptz '1985-01-01 00:00+00' + n * interval '1 minute' FROM generate_series(1, 5000) AS n)
) \g /dev/null
CREATE TEMPORARY TABLE events_before ON COMMIT DROP AS SELECT * FROM events_1985_01;
SELECT close_partition('events_1985_01');
SELECT is(events, 5000::bigint, 'all are copied') FROM compress_partition('events_1985_01');
SELECT set_eq(
    'SELECT global_position, version, data::text, checksum FROM events_1985_01',
    'SELECT global_position, version, data::text, checksum FROM events_before', 'each as it was'
);
SELECT ok(
    (SELECT bool_or(e.place < e.before) FROM (SELECT ctid AS place, lag(ctid) OVER (ORDER BY global_position) AS before FROM events_1985_01) AS e),
    'some of them on earlier pages'
);

-- An index on global_position that lacks the third event: the file of a partial one on the same rows at the same places.
SELECT append_event('sizes', 'b', -1, 'B', '1', p_timestamp => '1985-02-03 00:00+00') FROM generate_series(1, 5) \g /dev/null
CREATE TABLE same_places AS SELECT * FROM events_1985_02 ORDER BY ctid;
CREATE INDEX same_places_idx ON same_places (global_position) WHERE version <> 3;
SELECT close_partition('events_1985_02');
UPDATE pg_class SET relfilenode = (SELECT relfilenode FROM pg_class WHERE relname = 'same_places_idx')
WHERE oid = (
    SELECT indexrelid FROM pg_index
    WHERE indrelid = 'events_1985_02'::regclass AND pg_get_indexdef(indexrelid) LIKE '% USING btree (global_position)'
);
SELECT is(count_partition_rows('events_1985_02'), 5::bigint, 'its rows are counted without it');
SELECT pg_temp.raises('SELECT compress_partition(''events_1985_02'')', 'SE023', 'what the index does not lead to is not lost');

SELECT * FROM finish();
ROLLBACK;
