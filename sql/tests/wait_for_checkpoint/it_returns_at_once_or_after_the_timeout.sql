-- Tried: where only a checkpoint that has passed the position is checked, the last two time out.
\ir ../include.psql
SELECT plan(10);

SELECT save_checkpoint('p', 0) \g /dev/null
SELECT is(wait_for_checkpoint('p', 0), true, 'passed already');
SELECT is(wait_for_checkpoint('p', 1, '50 milliseconds'), false, 'not in time');
SELECT is(wait_for_checkpoint('none', 0, '0'), false, 'no such projection');
SELECT is(wait_for_checkpoint('p', 0, '-1 second', 'acme'), false, 'of another tenant, and no time at all');
SELECT pg_temp.raises('SELECT wait_for_checkpoint(''p'', 0, NULL)', 'SE005', 'no timeout would be for ever');
SELECT pg_temp.raises('SELECT wait_for_checkpoint(''p'', NULL)', 'SE005', 'no position neither');
SELECT is(wait_for_checkpoint('p', 0, '1000000 years'), true, 'a timeout beyond all times');
SELECT new_epoch() \g /dev/null
SELECT pg_temp.raises('SELECT wait_for_checkpoint(''p'', 0)', 'SE010', 'a checkpoint of another history has passed nothing');
SELECT clock_timestamp() AS started \gset
SELECT pg_temp.raises('SELECT wait_for_checkpoint(''p'', 1000000000000)', 'SE010', 'and never will');
SELECT ok(clock_timestamp() < :'started'::timestamptz + interval '3 seconds', 'which is said at once');

SELECT * FROM finish();
ROLLBACK;
