-- Tried: with the test of escapes and exponents taken out of append_streams those that only json takes turn red.
\ir ../include.psql
SELECT plan(31);

CREATE FUNCTION pg_temp.with_data(p_data text, p_metadata text DEFAULT NULL) RETURNS text LANGUAGE sql AS
$$ SELECT append_streams('{order}', '{a}', '{-1}', '{1,1}', NULL, '{A,A}', ARRAY['1', p_data], ARRAY[NULL, p_metadata])::text $$;
SELECT pg_temp.raises(format('SELECT pg_temp.with_data(%L)', d), 'SE008', 'refused: ' || to_json(left(d, 20)))
FROM unnest(ARRAY['', 'x', '{', '{"a":1,}', 'NaN', '1e', '"\x"', '"' || chr(10) || '"', '[1] 2']) AS d;
SELECT pg_temp.raises(format('SELECT pg_temp.with_data(%L)', d), 'SE008', 'refused though json takes it: ' || to_json(left(d, 20)))
FROM unnest(ARRAY['"\u0000"', '{"\u0000":1}', '"\ud800"', '"\udc00\ud800"', '1e999999', '-1E+999999', '[1e131072]',
    repeat('1', 140000)]) AS d;
SELECT lives_ok(format('SELECT pg_temp.with_data(%L)', d), 'taken: ' || to_json(left(d, 20)))
FROM unnest(ARRAY['null', '1e400', '1e-400', '"\ud83d\ude00"', '"\\u0000"', '1e131071', ' [1 ] ', '{"a":1,"a":2}',
    repeat('[', 4000) || repeat(']', 4000), repeat('1', 20000)]) AS d;
SELECT is((SELECT count(*) FROM events WHERE data::jsonb IS NULL), 0::bigint, 'every stored event is queryable as jsonb');
SELECT pg_temp.raises(
    format('SELECT pg_temp.with_data(%L)', repeat('[', 1000000)), 'SE008', 'a million brackets are too deep'
);
SELECT pg_temp.raises(
    format('SELECT pg_temp.with_data(%L)', repeat('[', 200000) || repeat(']', 200000)), 'SE008', 'even when they close'
);
SELECT is(pg_temp.detail_of($$ SELECT pg_temp.with_data('{') $$)::jsonb, '{"event": 2, "argument": "data"}', 'the event is named');

SELECT * FROM finish();
ROLLBACK;
