\ir ../include.psql
SELECT plan(3);

SELECT lives_ok(
    $q$ SELECT append_streams(
        ARRAY['o''rder"; DROP TABLE events; --'], ARRAY[E'\\ %s $1 {"a"} \u00e4 \U0001F600 \u2028'], '{0}', '{1}', NULL,
        ARRAY['%I $$ "x"'], ARRAY[to_json(E'\U0001F600'::text)::text], p_user_ids => ARRAY[' '], p_tenants => ARRAY['''; SELECT 1; --']
    ) $q$, 'quotes, semicolons, formats, Unicode'
);
SELECT results_eq(
    $q$ SELECT tenant, aggregate_type, aggregate_id, event_type, user_id, data #>> '{}'
       FROM read_stream('o''rder"; DROP TABLE events; --', E'\\ %s $1 {"a"} \u00e4 \U0001F600 \u2028', p_tenant => '''; SELECT 1; --') $q$,
    $q$ VALUES ('''; SELECT 1; --', 'o''rder"; DROP TABLE events; --', E'\\ %s $1 {"a"} \u00e4 \U0001F600 \u2028', '%I $$ "x"', ' ', E'\U0001F600') $q$,
    'all of it comes back'
);
SELECT is(
    pg_temp.detail_of($q$ SELECT append_streams(
        ARRAY['o''rder"; DROP TABLE events; --'], ARRAY[E'\\ %s $1 {"a"} \u00e4 \U0001F600 \u2028'], '{0}', '{1}', NULL, '{A}', '{1}',
        p_tenants => ARRAY['''; SELECT 1; --']) $q$) ->> 'aggregate_id',
    E'\\ %s $1 {"a"} \u00e4 \U0001F600 \u2028', 'also through the detail of an error'
);

SELECT * FROM finish();
ROLLBACK;
