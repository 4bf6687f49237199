\ir ../../../sql/tests/include.psql
SELECT plan(8);

SELECT create_partitions_ahead(3), create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT append_event('old', 'a', -1, 'A', '1', p_timestamp => '1985-01-05 00:00+00') \g /dev/null
CREATE FUNCTION pg_temp.did(p_arguments text) RETURNS SETOF text LANGUAGE plpgsql AS
$$ BEGIN RETURN QUERY EXECUTE format('SELECT action || '' '' || partition_name FROM maintain_partitions(%s) WHERE partition_name LIKE ''events_1985%%''', p_arguments); END $$;

SELECT is_empty('SELECT pg_temp.did('''')', 'not asked for, nothing is done with old months');
SELECT results_eq($$ SELECT pg_temp.did('p_close_after => ''1 month''') $$, $$ VALUES ('closed events_1985_01'), ('closed events_1985_02') $$, 'closed');
SELECT is_empty($$ SELECT pg_temp.did('p_compress_after => ''1 month''') $$, 'not compressed while whoever closed it, here this transaction, has not ended');
UPDATE partitions SET state = 'detaching' WHERE partition_name = 'events_1985_01';
SELECT results_eq($$ SELECT pg_temp.did('') $$, $$ VALUES ('detached events_1985_01') $$, 'an interrupted detaching is finished');
SELECT results_eq($$ SELECT pg_temp.did('p_detach_after => ''1 month''') $$, $$ VALUES ('detached events_1985_02') $$, 'detached');
ALTER TABLE events ATTACH PARTITION events_1985_02 FOR VALUES FROM ('1985-02-01 00:00+00') TO ('1985-03-01 00:00+00');
SELECT results_eq($$ SELECT pg_temp.did('') $$, $$ VALUES ('found attached events_1985_02') $$, 'what was attached by hand is entered');
ALTER TABLE events DETACH PARTITION events_1985_02;
SELECT results_eq($$ SELECT pg_temp.did('') $$, $$ VALUES ('found detached events_1985_02') $$, 'what was detached by hand, too');
SELECT pg_temp.raises('SELECT maintain_partitions(p_detach_after => ''1 hour'')', 'SE005', 'nothing younger than a day');

SELECT * FROM finish();
ROLLBACK;
