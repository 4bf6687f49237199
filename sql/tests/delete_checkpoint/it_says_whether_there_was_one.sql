\ir ../include.psql
SELECT plan(1);

SELECT save_checkpoint('p', 0) \g /dev/null
SELECT results_eq('SELECT delete_checkpoint(''p'', ''acme''), delete_checkpoint(''p''), delete_checkpoint(''p'')', 'VALUES (false, true, false)');

SELECT * FROM finish();
ROLLBACK;
