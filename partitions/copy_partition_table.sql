-- Makes an empty table as a partition is, without its indexes and triggers, that compresses payloads with lz4. With the bounds
-- as a CHECK constraint, so that attaching it reads no row.
-- Internal: called by compress_partition.
CREATE OR REPLACE FUNCTION copy_partition_table(p_partition_name text)
RETURNS regclass
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET timezone TO 'UTC'
AS $function$
DECLARE
    v_old regclass := format('%I', p_partition_name)::regclass;
    v_new regclass;
    v_statement text;
    v_column text;
BEGIN
    EXECUTE format(
        'CREATE TABLE compressing_partition (LIKE %s INCLUDING ALL EXCLUDING INDEXES)%s', v_old,
        (
            SELECT ' TABLESPACE ' || quote_ident(s.spcname) FROM pg_class AS c
            INNER JOIN pg_tablespace AS s ON s.oid = c.reltablespace
            WHERE c.oid = v_old
        )
    );
    v_new := to_regclass('compressing_partition');
    EXECUTE format('REVOKE ALL ON TABLE %s FROM PUBLIC', v_new);
    FOREACH v_column IN ARRAY ARRAY['data', 'data_bytes', 'metadata'] LOOP
        EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION lz4', v_new, v_column);
    END LOOP;
    -- A concurrent detaching leaves its bounds as a constraint, which is copied with the others.
    EXECUTE format(
        'ALTER TABLE %s ADD CONSTRAINT compressing_bounds_check '
        'CHECK (timestamp IS NOT NULL AND timestamp >= %L AND timestamp < %L)', v_new,
        (SELECT p.lower_bound FROM partitions AS p WHERE p.partition_name = p_partition_name),
        (SELECT p.upper_bound FROM partitions AS p WHERE p.partition_name = p_partition_name)
    );
    FOR v_statement IN
        SELECT format('ALTER TABLE %s SET (%s)', v_new, o.option)
        FROM pg_class AS c, unnest(c.reloptions) AS o (option)
        WHERE c.oid = v_old
        UNION ALL
        SELECT format(
            'GRANT %s ON %s TO %s%s', a.privilege_type, v_new,
            CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
            CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        )
        FROM pg_class AS c, aclexplode(c.relacl) AS a
        WHERE c.oid = v_old AND a.grantee <> c.relowner
        UNION ALL
        SELECT format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', v_new) FROM pg_class AS c
        WHERE c.oid = v_old AND c.relrowsecurity
        UNION ALL
        SELECT format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', v_new) FROM pg_class AS c
        WHERE c.oid = v_old AND c.relforcerowsecurity
        UNION ALL
        SELECT format(
            'CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', p.policyname, v_new, p.permissive, p.cmd,
            (SELECT string_agg(CASE WHEN r = 'public' THEN 'PUBLIC' ELSE quote_ident(r) END, ', ') FROM unnest(p.roles) AS r),
            ' USING (' || p.qual || ')', ' WITH CHECK (' || p.with_check || ')'
        )
        FROM pg_policies AS p
        WHERE p.schemaname = current_schema() AND p.tablename = p_partition_name
    LOOP
        EXECUTE v_statement;
    END LOOP;
    RETURN v_new;
END
$function$;

COMMENT ON FUNCTION copy_partition_table(text) IS
'Internal. Makes an empty table as a partition is, without its indexes and triggers, that compresses.';

REVOKE ALL ON FUNCTION copy_partition_table(text) FROM PUBLIC;
