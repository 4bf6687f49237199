\ir ../include.psql
SELECT plan(2);

SELECT epoch AS before FROM store \gset
SELECT new_epoch() AS after \gset
SELECT isnt(:'after'::uuid, :'before'::uuid, 'another one');
SELECT is((SELECT epoch FROM store), :'after'::uuid, 'stored');

SELECT * FROM finish();
ROLLBACK;
