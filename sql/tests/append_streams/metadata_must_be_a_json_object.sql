\ir ../include.psql
SELECT plan(12);

CREATE FUNCTION pg_temp.with_metadata(p_metadata text) RETURNS text LANGUAGE sql AS
$$ SELECT append_streams('{order}', '{a}', '{-1}', '{1}', NULL, '{A}', '{1}', ARRAY[p_metadata])::text $$;
SELECT pg_temp.raises(format('SELECT pg_temp.with_metadata(%L)', d), 'SE008', 'refused: ' || to_json(left(d, 20)))
FROM unnest(ARRAY['', 'x', 'null', '1', '[]', ' "{}"', '{"a":"\u0000"}', '{"a":1e999999}', E'\n[{}]']) AS d;
SELECT lives_ok(format('SELECT pg_temp.with_metadata(%L)', d), 'taken: ' || to_json(left(d, 20)))
FROM unnest(ARRAY['{}', E' \t\r\n{"a":null}', '{"a":"' || repeat('x', 9000) || '"}']) AS d;

SELECT * FROM finish();
ROLLBACK;
