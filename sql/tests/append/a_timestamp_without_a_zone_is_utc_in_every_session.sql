-- Tried: before append pinned its settings, this session stored the 4th of June at 18:30 UTC.
\ir ../include.psql
SELECT plan(1);

SELECT create_partitions('1985-01-01 00:00+00', '1985-12-31 00:00+00') \g /dev/null
SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL datestyle = 'SQL, DMY';
SELECT append('order', 'a', 0, '[{"event_type": "A", "data": 1, "timestamp": "1985-06-05 00:00"}]') \g /dev/null
SELECT is((SELECT timestamp FROM read_stream('order', 'a')), timestamptz '1985-06-05T00:00:00Z', 'UTC');

SELECT * FROM finish();
ROLLBACK;
