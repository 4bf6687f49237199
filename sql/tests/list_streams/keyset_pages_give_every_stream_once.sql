\ir ../include.psql
SELECT plan(8);

SELECT pg_temp.fill('s' || n, 1 + n % 3, p_tenant => 't') FROM generate_series(1, 25) AS n \g /dev/null
CREATE FUNCTION pg_temp.pages(p_order text) RETURNS bigint LANGUAGE plpgsql AS
$$
DECLARE v_seen text[] := '{}'; v_page record; v_type text; v_id text; v_key text;
BEGIN
    LOOP
        v_page := NULL;
        FOR v_page IN SELECT s.* FROM list_streams(p_order => p_order, p_after_type => v_type, p_after_id => v_id, p_limit => 4, p_tenant => 't', p_after_key => v_key) AS s LOOP
            v_seen := v_seen || v_page.aggregate_id;
        END LOOP;
        EXIT WHEN v_page.tenant IS NULL;
        v_type := v_page.aggregate_type; v_id := v_page.aggregate_id; v_key := v_page.page_key;
    END LOOP;
    RETURN (SELECT count(DISTINCT u) * 1000 + count(*) FROM unnest(v_seen) AS u);
END
$$;
-- The same over all tenants, the ids with the tenant before them. The store may hold other streams.
SELECT pg_temp.fill('s' || n, 1 + n % 2, p_tenant => 'u') FROM generate_series(1, 10) AS n \g /dev/null
CREATE FUNCTION pg_temp.pages_of_all(p_order text) RETURNS bigint LANGUAGE plpgsql AS
$$
DECLARE v_seen text[] := '{}'; v_page record; v_tenant text; v_type text; v_id text; v_key text;
BEGIN
    LOOP
        v_page := NULL;
        FOR v_page IN SELECT s.* FROM list_streams(p_order => p_order, p_after_type => v_type, p_after_id => v_id, p_limit => 4, p_tenant => NULL, p_after_tenant => v_tenant, p_after_key => v_key) AS s LOOP
            v_seen := v_seen || concat_ws('/', v_page.tenant, v_page.aggregate_type, v_page.aggregate_id);
        END LOOP;
        EXIT WHEN v_page.tenant IS NULL;
        v_tenant := v_page.tenant; v_type := v_page.aggregate_type; v_id := v_page.aggregate_id; v_key := v_page.page_key;
    END LOOP;
    RETURN (SELECT count(DISTINCT u) * 1000 + count(*) FROM unnest(v_seen) AS u);
END
$$;
SELECT is(pg_temp.pages_of_all(o), (SELECT count(*) * 1001 FROM streams), 'of all tenants ordered by ' || o) FROM unnest('{name,updated,created,version}'::text[]) AS o;
SELECT is(pg_temp.pages(o), 25025::bigint, 'ordered by ' || o) FROM unnest('{name,updated,created,version}'::text[]) AS o;

SELECT * FROM finish();
ROLLBACK;
