-- Tried: before append pinned its settings, this session stored the 5th of June at 18:15 UTC.
\ir ../include.psql
SELECT plan(1);

SELECT create_partitions('1985-01-01 00:00+00', '1985-12-31 00:00+00') \g /dev/null
SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL datestyle = 'SQL, DMY';
SELECT append('order', 'a', 0, '[{"event_type": "A", "data": 1, "timestamp": "06/05/1985 00:00"}]') \g /dev/null
SELECT is((SELECT timestamp FROM read_stream('order', 'a')), timestamptz '1985-06-05T00:00:00Z', 'month first, UTC');

SELECT * FROM finish();
ROLLBACK;
