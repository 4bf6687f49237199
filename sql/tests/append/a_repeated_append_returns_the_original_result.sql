\ir ../include.psql
SELECT plan(1);

SELECT json_build_array(json_build_object('event_type', 'A', 'data', 1, 'event_id', pg_temp.id(1))) AS events \gset
CREATE TEMP TABLE original AS SELECT * FROM append('order', 'a', 0, :'events');
SELECT results_eq(
    format('SELECT * FROM append(''order'', ''a'', 0, %L)', :'events'),
    'SELECT stream_version, first_position, last_position, true FROM original', 'already_stored says so'
);

SELECT * FROM finish();
ROLLBACK;
