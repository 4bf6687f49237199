\ir ../include.psql
SELECT plan(7);

SELECT pg_temp.fill('a', 3) AS head \gset
SELECT event_id AS last_event FROM events WHERE global_position = :head - 1 \gset
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head - 1, :'last_event', 5)), 5::bigint, 'saved');
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head - 1, :'last_event', 5)), 5::bigint, 'the same again');
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head - 1, NULL, 5)), 5::bigint, 'without the last event');
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head - 1, NULL, 5, p_allow_backwards => true)), 5::bigint, 'nor is it backwards');
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head, NULL, 2)), 7::bigint, 'further on they are added');
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head, NULL, 2)), 7::bigint, 'once');
SELECT is((SELECT events_processed FROM save_checkpoint('p', 0, NULL, 0, p_allow_backwards => true)), 0::bigint, 'set back it starts anew');

SELECT * FROM finish();
ROLLBACK;
