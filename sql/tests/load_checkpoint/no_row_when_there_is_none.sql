\ir ../include.psql
SELECT plan(3);

SELECT is_empty('SELECT * FROM load_checkpoint(''none'')');
SELECT save_checkpoint('p', 0, p_tenant => 'acme') \g /dev/null
SELECT is_empty('SELECT * FROM load_checkpoint(''p'')', 'of another tenant');
SELECT is((SELECT count(*) FROM load_checkpoint('p', 'acme')), 1::bigint, 'of its own');

SELECT * FROM finish();
ROLLBACK;
