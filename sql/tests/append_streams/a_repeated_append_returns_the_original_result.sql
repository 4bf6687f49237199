-- Tried: with find_stored_append never finding a repetition it dies of SE002 at once.
\ir ../include.psql
SELECT plan(6);

\set call 'SELECT stream_version, first_position, last_position, already_stored, error_code FROM append_streams(''{order}'', ''{a}'', ''{%s}'', ''{1,1}'', ARRAY[pg_temp.id(1), pg_temp.id(2)], ''{A,B}'', ''{1,2}'', ''{"{\\"m\\":1}",NULL}'', p_user_ids => ''{u,NULL}'')'
CREATE TEMP TABLE original AS SELECT * FROM append_streams('{order}', '{a}', '{0}', '{1,1}', ARRAY[pg_temp.id(1), pg_temp.id(2)], '{A,B}', '{1,2}', '{"{\"m\":1}",NULL}', p_user_ids => '{u,NULL}');
SELECT pg_temp.fill('a') \g /dev/null
SELECT head_position() AS head \gset
SELECT results_eq(
    format(:'call', 0), $$ SELECT stream_version, first_position, last_position, true, NULL::text FROM original $$,
    'no stream'
);
SELECT results_eq(
    format(:'call', -1), $$ SELECT stream_version, first_position, last_position, true, NULL::text FROM original $$,
    'any'
);
SELECT results_eq(
    format(:'call', -2), $$ SELECT stream_version, first_position, last_position, true, NULL::text FROM original $$,
    'the stream exists'
);
SELECT results_eq(
    format(:'call', 17), $$ SELECT stream_version, first_position, last_position, true, NULL::text FROM original $$,
    'even where the version does not match any more'
);
SELECT is(head_position(), :head::bigint, 'no position was drawn');
SELECT is(stream_version('order', 'a'), 3::bigint, 'the stream is where it was');

SELECT * FROM finish();
ROLLBACK;
