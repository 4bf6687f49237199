\ir ../include.psql
SELECT plan(1);

SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL datestyle = 'SQL, DMY';
SELECT change_setting('earliest_timestamp', '02/01/1980') \g /dev/null
SELECT is((SELECT earliest_timestamp FROM store), timestamptz '1980-02-01T00:00:00Z');

SELECT * FROM finish();
ROLLBACK;
