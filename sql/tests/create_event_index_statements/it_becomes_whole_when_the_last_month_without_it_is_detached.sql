\ir ../include.psql
SELECT plan(4);

SELECT create_partitions('1985-01-01 00:00+00', '1985-02-01 00:00+00') \g /dev/null
SELECT begin_event_index('data.k') \g /dev/null
-- All but the last month of the list get their part, without CONCURRENTLY in this transaction.
SELECT regexp_replace(s.statement, ' CONCURRENTLY', '') FROM create_event_index_statements('data.k') AS s WHERE s.statement !~ '1985_02' \gexec
SELECT detach_partition('events_1985_02') \g /dev/null
SELECT is((SELECT is_valid FROM list_event_indexes() WHERE path = 'data.k'), false, 'nothing is missing, and it is not valid');
SELECT is((SELECT count(*) FROM create_event_index_statements('data.k')), 1::bigint, 'one statement is left');
SELECT create_event_index('data.k') \g /dev/null
SELECT is((SELECT is_valid FROM list_event_indexes() WHERE path = 'data.k'), true, 'after which it is valid');
SELECT is((SELECT count(*) FROM create_event_index_statements('data.k')), 0::bigint, 'and there is nothing left to do');

SELECT * FROM finish();
ROLLBACK;
