\ir ../include.psql
SELECT plan(7);

\set bootstrap `cat sql/bootstrap.sql`
SELECT set_config('event_store.schema', n, true) IS NOT NULL AS set, pg_temp.raised(b.text) ->> 'code' AS code, n INTO TEMP refused
FROM unnest(ARRAY['', '$user', 'pg_x', repeat('x', 49), E'a\nb', E'a\u0085', repeat('ä', 25)]) AS n,
    (SELECT substring(:'bootstrap' FROM '(DO \$bootstrap\$.*END\n\$bootstrap\$;)')) AS b (text);
SELECT is(code, 'SE005', to_json(n)::text) FROM refused;

SELECT * FROM finish();
ROLLBACK;
