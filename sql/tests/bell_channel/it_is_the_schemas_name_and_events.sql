\ir ../include.psql
SELECT plan(1);

SELECT is(bell_channel(), :'schema' || '_events');

SELECT * FROM finish();
ROLLBACK;
