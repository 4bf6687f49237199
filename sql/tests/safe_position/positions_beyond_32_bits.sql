-- Only the low half of a position is in the lock's key. setval is undone by hand: sequences do not roll back.
-- Tried: without the "& 4294967295" on the distance the last four turn red.
\ir ../include.psql
SELECT plan(8);

SELECT last_value AS before FROM global_positions \gset
CREATE FUNCTION pg_temp.around(p_head bigint, OUT lag bigint, OUT hidden bigint, OUT registered bigint) LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM setval('global_positions', p_head);
    PERFORM pg_temp.fill('a' || p_head, 10);
    SELECT s.head_position - s.safe_position INTO lag FROM safe_position() AS s;
    SELECT count(*) INTO hidden FROM read_all(p_head) AS r;
    SELECT min(i.registered_position) - p_head INTO registered FROM in_flight_appenders() AS i;
    RAISE SQLSTATE 'ZZ001' USING MESSAGE = 'undo';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
END
$$;
SELECT results_eq(format('SELECT * FROM pg_temp.around(%s)', h), 'VALUES (10::bigint, 0::bigint, 0::bigint)', 'ten in flight after ' || h)
FROM unnest('{4000000000,4294967285,4294967290,4294967295,4294967296,4294967300,8589934590,1099511627775}'::bigint[]) AS h;
SELECT setval('global_positions', :before) \g /dev/null

SELECT * FROM finish();
ROLLBACK;
