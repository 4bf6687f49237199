\ir ../include.psql
SELECT plan(3);

SELECT epoch AS epoch FROM store \gset
UPDATE store SET system_identifier = 1, timeline = 99;
SELECT is(confirm_epoch(), :'epoch'::uuid, 'the epoch');
SELECT is((SELECT s.epoch FROM store AS s), :'epoch'::uuid, 'is as it was');
SELECT is((SELECT s.timeline FROM store AS s), server_timeline(), 'on this server');

SELECT * FROM finish();
ROLLBACK;
