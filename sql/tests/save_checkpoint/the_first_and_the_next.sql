\ir ../include.psql
SELECT plan(7);

SELECT pg_temp.fill('a', 3) AS head \gset
SELECT event_id AS first_event FROM events WHERE global_position = :head - 2 \gset
SELECT event_id AS last_event FROM events WHERE global_position = :head \gset
SELECT results_eq(
    format('SELECT tenant COLLATE "default", name COLLATE "default", global_position, last_event_id, events_processed, status, error, epoch FROM save_checkpoint(''p'', %s, %L, 5)', :head - 2, :'first_event'),
    format('SELECT '''', ''p'', %s::bigint, %L::uuid, 5::bigint, ''running'', NULL::text, s.epoch FROM store AS s', :head - 2, :'first_event'), 'made'
);
SELECT is((SELECT events_processed FROM save_checkpoint('p', :head, NULL, 7)), 12::bigint, 'the count grows');
SELECT is((SELECT last_event_id FROM load_checkpoint('p')), NULL::uuid, 'the last event is not known at the new position');
SELECT is((SELECT last_event_id FROM save_checkpoint('p', :head, :'last_event')), :'last_event'::uuid, 'given');
SELECT results_eq(
    format('SELECT last_event_id, status, error FROM save_checkpoint(''p'', %s, p_status => ''failed'', p_error => ''boom'')', :head),
    format('VALUES (%L::uuid, ''failed'', ''boom'')', :'last_event'), 'kept at the same position; status and error are set'
);
SELECT is((SELECT error FROM save_checkpoint('p', :head)), NULL, 'and the error is gone with the next success');
SELECT results_eq('SELECT global_position FROM save_checkpoint(''p'', 1, p_tenant => ''acme'')', 'VALUES (1::bigint)', 'a tenant has its own');

SELECT * FROM finish();
ROLLBACK;
