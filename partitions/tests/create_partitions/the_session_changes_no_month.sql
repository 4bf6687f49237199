\ir ../../../sql/tests/include.psql
SELECT plan(2);

SET LOCAL timezone = 'Pacific/Kiritimati';
SET LOCAL datestyle = 'German, DMY';
SELECT results_eq('SELECT create_partitions(timestamptz ''1985-02-01T00:00:00Z'', timestamptz ''1985-02-28T23:59:59Z'')', $$ VALUES ('events_1985_02') $$);
SELECT results_eq('SELECT lower_bound, upper_bound FROM partitions WHERE partition_name = ''events_1985_02''', $$ VALUES (timestamptz '1985-02-01T00:00:00Z', timestamptz '1985-03-01T00:00:00Z') $$);

SELECT * FROM finish();
ROLLBACK;
