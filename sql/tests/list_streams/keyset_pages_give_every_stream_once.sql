\ir ../include.psql
SELECT plan(4);

SELECT pg_temp.fill('s' || n, 1 + n % 3, p_tenant => 't') FROM generate_series(1, 25) AS n \g /dev/null
CREATE FUNCTION pg_temp.pages(p_order text) RETURNS bigint LANGUAGE plpgsql AS
$$
DECLARE v_seen text[] := '{}'; v_page text[]; v_type text; v_id text;
BEGIN
    LOOP
        v_page := ARRAY(SELECT s.aggregate_id FROM list_streams(p_order => p_order, p_after_type => v_type, p_after_id => v_id, p_limit => 4, p_tenant => 't') AS s);
        EXIT WHEN cardinality(v_page) = 0;
        v_seen := v_seen || v_page; v_type := 'order'; v_id := v_page[cardinality(v_page)];
    END LOOP;
    RETURN (SELECT count(DISTINCT u) * 1000 + count(*) FROM unnest(v_seen) AS u);
END
$$;
SELECT is(pg_temp.pages(o), 25025::bigint, 'ordered by ' || o) FROM unnest('{name,updated,created,version}'::text[]) AS o;

SELECT * FROM finish();
ROLLBACK;
