-- Tried: without the question for all tenants in scavenge the last but one turns red: a role that sees no limited stream would have all
-- limits forgotten.
\ir ../include.psql
SELECT plan(6);
SELECT change_setting('scavenge_min_age_seconds', '0') \g /dev/null
SELECT head_position() AS head \gset
\ir ../tenants.psql
SELECT truncate_stream('invoice', 'only-b', 2, 'b') \g /dev/null
SET LOCAL ROLE es_test_login_a;
SELECT pg_temp.raises($$ SELECT delete_stream('invoice', 'only-b', p_tenant => 'b') $$, 'SE021', 'nobody deletes another tenant''s stream');
SELECT pg_temp.raises($$ SELECT stream_metadata('invoice', 'only-b', 'b') $$, 'SE021', 'or reads what is set for it');
SELECT pg_temp.raises($$ SELECT delete_stream('invoice', 'only-b', p_tenant => 'a') $$, 'SE018', 'which its own tenant has not');
RESET ROLE;
GRANT EXECUTE ON FUNCTION scavenge TO es_test_login_a;
SET LOCAL ROLE es_test_login_a;
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 0::bigint, 'it removes nothing of others');
RESET ROLE;
SELECT ok(has_limited_streams, 'nor their limits') FROM store;
SELECT is((SELECT events_removed FROM scavenge(p_from_start => true)), 1::bigint, 'who has all tenants does');

SELECT * FROM finish();
ROLLBACK;
