\ir ../include.psql
SELECT plan(2);

SELECT lives_ok(
    $$ SELECT append('order', 'a', 0, '[{"event_type": "A", "data": null, "event_id": null, "timestamp": null, "schema_version": null,
        "metadata": null, "correlation_id": null, "causation_id": null, "user_id": null}]') $$, 'for every key but data'
);
SELECT results_eq(
    $$ SELECT data::text, schema_version, metadata::text, user_id FROM read_stream('order', 'a') $$,
    $$ VALUES ('null', 1, NULL::text, NULL::text) $$, 'data is JSON null'
);

SELECT * FROM finish();
ROLLBACK;
