\ir ../include.psql
SELECT plan(15);
\ir ../tenants.psql
SELECT e.event_id AS of_b FROM read_stream('invoice', 'only-b', p_tenant => 'b') AS e LIMIT 1 \gset

SET LOCAL ROLE es_test_login_a;
SELECT lives_ok($$ SELECT append_event('order', 'same', 3, 'A', '1', p_tenant => 'a') $$, 'an event of its tenant');
SELECT lives_ok($$ SELECT append_event('order', 'new', 0, 'A', '1', p_tenant => 'a') $$, 'a stream of its tenant');
SELECT pg_temp.raises($$ SELECT append_event('order', 'same', -1, 'A', '1', p_tenant => 'b') $$, 'SE021', 'not to a stream of another');
SELECT pg_temp.raises($$ SELECT append_event('order', 'new', 0, 'A', '1', p_tenant => 'b') $$, 'SE021', 'not a new one');
SELECT pg_temp.raises($$ SELECT append_event('order', 'new', 0, 'A', '1') $$, 'SE021', 'not without a tenant');
SELECT pg_temp.raises($$ SELECT append('order', 'same', -1, '[{"event_type": "A", "data": 1}]', p_tenant => 'b') $$, 'SE021', 'nor in the other forms');
SELECT pg_temp.raises(
    $$ SELECT append_streams(ARRAY['order', 'order'], ARRAY['x', 'y'], ARRAY[-1, -1], ARRAY[1, 2], NULL, ARRAY['A', 'A'], ARRAY['1', '1'],
        p_tenants => ARRAY['a', 'b'], p_all_or_nothing => false) $$, 'SE021', 'not beside one of its own');
SELECT is(stream_version('order', 'x', 'a'), 0::bigint, 'of which nothing is stored');
SELECT lives_ok($$ SELECT save_checkpoint('q', 0, p_tenant => 'a') $$, 'a checkpoint of its tenant');
SELECT pg_temp.raises($$ SELECT save_checkpoint('p', 0, p_tenant => 'b') $$, 'SE021', 'not of another');
SELECT pg_temp.raises($$ SELECT delete_checkpoint('p', 'b') $$, 'SE021', 'nor away with it');
SELECT pg_temp.raises(format($$ SELECT append_event('order', 'same', -1, 'Secret', '{"n": 1}', p_event_id => %L, p_tenant => 'a') $$, :'of_b'), 'SE002',
    'an id of another tenant''s event is taken');
SELECT unalike(
    pg_temp.raised(format($$ SELECT append_event('order', 'same', -1, 'Secret', '{"n": 1}', p_event_id => %L, p_tenant => 'a') $$, :'of_b'))::text, '%only-b%',
    'the error does not say by which');
RESET ROLE;
SELECT is(stream_version('order', 'same', 'b'), 5::bigint, 'the other''s stream is as it was');
SELECT is((SELECT count(*) FROM list_checkpoints('b')), 1::bigint, 'and its checkpoint');

SELECT * FROM finish();
ROLLBACK;
