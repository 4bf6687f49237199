\ir ../../../sql/tests/include.psql
SELECT plan(8);

SELECT results_eq('SELECT create_partitions(''1985-01-31 23:59+00'', ''1985-03-01 00:00+00'')', $$ VALUES ('events_1985_01'), ('events_1985_02'), ('events_1985_03') $$, 'three months');
SELECT is_empty('SELECT create_partitions(''1985-01-01 00:00+00'', ''1985-03-31 23:59+00'')', 'again: nothing to do');
SELECT results_eq('SELECT create_partitions(''1984-12-01 00:00+00'', ''1985-04-01 00:00+00'')', $$ VALUES ('events_1984_12'), ('events_1985_04') $$, 'only what is missing');
SELECT results_eq('SELECT lower_bound, upper_bound FROM partitions WHERE partition_name = ''events_1985_02''', $$ VALUES (timestamptz '1985-02-01 00:00+00', timestamptz '1985-03-01 00:00+00') $$, 'by months in UTC');
SELECT set_eq('SELECT relid::regclass::text FROM pg_partition_tree(''events'') WHERE isleaf', 'SELECT quote_ident(partition_name) FROM partitions', 'the registry and the catalog agree');
SELECT is((SELECT first_position FROM partitions WHERE partition_name = 'events_1985_02'), head_position() + 1, 'no event in it can be older than now');
SELECT is((SELECT count(*) FROM pg_index WHERE indrelid = 'events_1985_02'::regclass), 5::bigint, 'with the indexes of events');
SELECT is((SELECT count(*) FROM pg_class AS c, aclexplode(c.relacl) AS a WHERE c.oid = 'events_1985_02'::regclass AND a.grantee = 0), 0::bigint, 'and no right for PUBLIC');

SELECT * FROM finish();
ROLLBACK;
