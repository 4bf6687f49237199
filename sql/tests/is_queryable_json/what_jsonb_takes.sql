\ir ../include.psql
SELECT plan(7);

SELECT is(is_queryable_json(t), e, coalesce(to_json(t)::text, 'null')) FROM (VALUES ('{}', true), ('"\u0000"', false), ('"\ud800"', false), ('1e999999', false), ('x', false), ('', false), (NULL, true)) AS v (t, e);

SELECT * FROM finish();
ROLLBACK;
