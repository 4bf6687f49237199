\ir ../include.psql
SELECT plan(26);
SET LOCAL event_store.change = on;

CREATE FUNCTION pg_temp.check(p_name text) RETURNS text LANGUAGE sql AS
$$ SELECT e.severity FROM examine_history(server_facts()) AS e WHERE e.name = p_name $$;
SELECT create_partitions_ahead(3) \g /dev/null
SELECT pg_temp.fill('a', 3) AS head \gset
SELECT save_checkpoint('p', :head) \g /dev/null
SELECT is_empty('SELECT e.name, e.found FROM examine_history(server_facts()) AS e WHERE e.severity <> ''ok'' OR e.remedy IS NOT NULL', 'a sound store');
SELECT is_empty('SELECT e.name FROM examine_history(server_facts()) AS e WHERE coalesce(e.found, '''') = ''''', 'each says what it found');

SAVEPOINT before;
UPDATE store SET system_identifier = 42;
SELECT is(pg_temp.check('epoch'), 'critical', 'restored into another cluster');
SELECT confirm_epoch() \g /dev/null
SELECT is(pg_temp.check('epoch'), 'ok', 'which lost nothing');
UPDATE store SET timeline = timeline - 1;
SELECT is(pg_temp.check('epoch'), 'critical', 'promoted, or recovered to a point in time');
SELECT new_epoch() \g /dev/null
SELECT is(pg_temp.check('epoch'), 'ok', 'a new epoch');
SELECT is(pg_temp.check('checkpoint_epochs'), 'critical', 'of which the checkpoint is not');
SELECT matches((SELECT e.found FROM examine_history(server_facts()) AS e WHERE e.name = 'checkpoint_epochs'), '"p"', 'by name');
ROLLBACK TO before;

-- Sequences do not roll back, so it is what reads this one that is changed.
SELECT format('CREATE OR REPLACE FUNCTION head_position() RETURNS bigint LANGUAGE sql VOLATILE RETURN %s', :head - 1) \gexec
SELECT is(pg_temp.check('head_position'), 'critical', 'a sequence behind the events');
SELECT is(pg_temp.check('checkpoint_positions'), 'critical', 'a checkpoint beyond the head');
SELECT matches((SELECT e.remedy FROM examine_history(server_facts()) AS e WHERE e.name = 'head_position'), format('setval\(.*global_positions.*, %s\)', :head), 'and the remedy');
SELECT format('CREATE OR REPLACE FUNCTION head_position() RETURNS bigint LANGUAGE sql VOLATILE RETURN %s', :head) \gexec
SELECT is(pg_temp.check('head_position'), 'ok', 'which helps');
SELECT is(pg_temp.check('checkpoint_positions'), 'ok', 'the checkpoint too');
ALTER SEQUENCE global_positions CACHE 2;
SELECT is(pg_temp.check('position_sequence'), 'critical', 'a sequence with a cache');
ROLLBACK TO before;

UPDATE events SET stream_id = stream_id + 1000000;
SELECT is(pg_temp.check('stream_ids'), 'critical', 'a number of a stream that was not given out');
ROLLBACK TO before;
UPDATE events SET recorded_at = clock_timestamp() + interval '5 minutes';
SELECT is(pg_temp.check('clock'), 'warning', 'a clock that was set back');
UPDATE events SET recorded_at = clock_timestamp() + interval '2 hours';
SELECT is(pg_temp.check('clock'), 'critical', 'a long way');
ROLLBACK TO before;
SELECT save_checkpoint('p', :head, p_status => 'failed', p_error => 'no') \g /dev/null
SELECT is(pg_temp.check('failed_projections'), 'warning', 'a projection that has failed');
ROLLBACK TO before;

DELETE FROM partitions WHERE lower_bound > now() AND upper_bound > now() + interval '2 months';
SELECT is(pg_temp.check('partition_registry'), 'critical', 'a partition that is not registered');
ROLLBACK TO before;
INSERT INTO partitions (partition_name, lower_bound, upper_bound, first_position) VALUES ('events_1990_01', '1990-01-01Z', '1990-02-01Z', 1);
SELECT is(pg_temp.check('partition_registry'), 'critical', 'one that is registered and not there');
ROLLBACK TO before;
UPDATE partitions SET lower_bound = lower_bound - interval '20 years', upper_bound = upper_bound - interval '20 years' WHERE lower_bound > now();
SELECT is(pg_temp.check('partitions_ahead'), 'warning', 'partitions that end soon');
UPDATE partitions SET lower_bound = lower_bound - interval '40 years', upper_bound = upper_bound - interval '40 years';
SELECT is(pg_temp.check('partitions_ahead'), 'critical', 'or have ended');
SELECT matches((SELECT e.remedy FROM examine_history(server_facts()) AS e WHERE e.name = 'partitions_ahead'), 'maintain_partitions', 'with what to do');
ROLLBACK TO before;
SELECT change_setting('bell_interval_milliseconds', '-1') \g /dev/null
SELECT is(pg_temp.check('bell'), 'warning', 'no bell');
ROLLBACK TO before;

TRUNCATE events, event_ids, streams, checkpoints;
SELECT is_empty('SELECT e.name, e.found FROM examine_history(server_facts()) AS e WHERE e.severity <> ''ok'' OR coalesce(e.found, '''') = ''''', 'an empty store');
ROLLBACK TO before;
SELECT is_empty('SELECT e.name, e.found FROM examine_history(server_facts()) AS e WHERE e.severity <> ''ok''', 'all is as before');

SELECT * FROM finish();
ROLLBACK;
