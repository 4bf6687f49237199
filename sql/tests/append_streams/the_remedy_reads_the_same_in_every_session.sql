\ir ../include.psql
SELECT plan(1);

SET LOCAL timezone = 'America/New_York';
SET LOCAL datestyle = 'SQL, DMY';
SELECT is(
    pg_temp.detail_of(
        $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_timestamps => ARRAY[timestamptz 'epoch' + interval '15 years']) $$
    ) ->> 'create',
    'SELECT * FROM event_store.create_partitions(''1985-01-01T00:00:00.000000Z'', ''1985-01-01T00:00:00.000000Z'')', 'ISO and UTC'
);

SELECT * FROM finish();
ROLLBACK;
