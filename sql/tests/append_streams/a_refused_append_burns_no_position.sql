-- Tried: with a nextval before the loop over the streams every assertion on the head turns red.
\ir ../include.psql
SELECT plan(7);

SELECT pg_temp.fill('a') \g /dev/null
SELECT event_id AS stored FROM read_stream('order', 'a') \gset
SELECT head_position() AS head \gset
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{0}', '{1}', NULL, '{A}', '{1}') $$, 'SE001', 'wrong version'
);
SELECT is(head_position(), :head::bigint, 'the head has not moved after SE001');
SELECT pg_temp.raises(
    format($$ SELECT append_streams('{order}', '{b}', '{0}', '{1}', '{%s}', '{A}', '{1}') $$, :'stored'), 'SE002', 'id taken'
);
SELECT is(head_position(), :head::bigint, 'nor after SE002');
SELECT pg_temp.raises(
    $$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', p_timestamps => '{1985-01-01}') $$,
    'SE003', 'no partition'
);
SELECT is(head_position(), :head::bigint, 'nor after SE003');
SELECT count(*) FROM append_streams('{order,order}', '{a,b}', '{0,7}', '{1,2}', NULL, '{A,A}', '{1,1}', p_all_or_nothing => false)
\g /dev/null
SELECT is(head_position(), :head::bigint, 'nor when every stream of the call is refused for itself');

SELECT * FROM finish();
ROLLBACK;
