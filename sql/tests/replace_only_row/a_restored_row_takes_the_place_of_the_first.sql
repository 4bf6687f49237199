\ir ../include.psql
SELECT plan(6);

CREATE TEMP TABLE kept AS SELECT * FROM store;
UPDATE kept SET epoch = pg_temp.id(1), max_events_per_append = 77;
INSERT INTO store SELECT * FROM kept;
SELECT results_eq('SELECT * FROM store', 'SELECT * FROM kept', 'the row of the dump');
SELECT is(current_setting('event_store.change', true), '', 'and no more may change');
SELECT pg_temp.raises('DELETE FROM store', 'SE013', 'it cannot be deleted');
SELECT throws_ok('INSERT INTO store (system_identifier) VALUES (1)', '23502', NULL, 'what is no row leaves it');
INSERT INTO scavenger (last_stream_id) VALUES (42);
SELECT results_eq('SELECT last_stream_id FROM scavenger', 'VALUES (42::bigint)', 'the scavenger''s');
SELECT is_empty($$ SELECT c.relname FROM pg_class AS c INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'only_row' WHERE c.relnamespace = current_schema()::regnamespace
    AND c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgname = 'replace_only_row') $$, 'every table of one row has the trigger');

SELECT * FROM finish();
ROLLBACK;
