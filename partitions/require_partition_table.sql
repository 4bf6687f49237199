-- Refuses to go on without the table of a partition: it is not there (dropped, renamed or moved by hand), or it belongs to
-- another role. p_use is what it is wanted for: read; own, for what only its owner may do; drop, which is refused also when
-- something depends on it, such as a view, because that would come to light only after the work.
-- Internal: called by what reads, changes or drops the table of one partition. Concurrency: reads the catalog only.
-- Errors: SE020; the DETAIL has the reason, and the statement that helps where there is one.
CREATE OR REPLACE FUNCTION require_partition_table(p_partition_name text, p_use text DEFAULT 'read')
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_table regclass := to_regclass(format('%I.%I', current_schema(), p_partition_name));
    v_schema_owner name := (SELECT pg_get_userbyid(n.nspowner) FROM pg_namespace AS n WHERE n.nspname = current_schema());
    v_owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = v_table);
    v_dependents text[];
    v_reason text;
    v_statement text;
    v_hint text;
BEGIN
    IF v_table IS NULL THEN
        v_reason := format('there is no table of this name in the schema %s', quote_ident(current_schema()));
        v_statement := format('ALTER TABLE <its schema>.%I SET SCHEMA %I', p_partition_name, current_schema());
        v_hint := 'Move it back with the statement in the DETAIL, or restore it from a backup. While it is detached, '
            'pass_over_partition() lets reads go on without it.';
    ELSIF partition_table(p_partition_name) IS NULL OR (p_use <> 'read' AND NOT pg_has_role(v_owner, 'USAGE')) THEN
        v_reason := format('it belongs to the role %s', quote_ident(v_owner));
        v_statement := format('ALTER TABLE %s OWNER TO %I', v_table, v_schema_owner);
        v_hint := 'Run the statement in the DETAIL as a superuser, or as a member of both roles.';
    ELSIF p_use = 'drop' THEN
        v_dependents := ARRAY(
            SELECT DISTINCT pg_describe_object(
                CASE WHEN r.oid IS NULL THEN d.classid ELSE 'pg_class'::regclass END, coalesce(r.ev_class, d.objid), 0
            )
            FROM pg_depend AS d
            LEFT JOIN pg_rewrite AS r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
            WHERE d.deptype = 'n'
                AND (d.refclassid, d.refobjid) IN (
                    SELECT 'pg_class'::regclass::oid, v_table::oid
                    UNION ALL
                    SELECT 'pg_class'::regclass::oid, i.indexrelid FROM pg_index AS i WHERE i.indrelid = v_table
                    UNION ALL
                    SELECT 'pg_type'::regclass::oid, t.oid FROM pg_type AS t
                    WHERE t.typrelid = v_table
                        OR t.oid = (SELECT y.typarray FROM pg_type AS y WHERE y.typrelid = v_table)
                )
                -- Constraints, policies and triggers of its own go with it.
                AND NOT EXISTS (
                    SELECT FROM pg_depend AS o
                    WHERE o.classid = d.classid AND o.objid = d.objid AND o.deptype <> 'n'
                        AND o.refclassid = 'pg_class'::regclass AND o.refobjid = v_table
                )
            ORDER BY 1
        );
        IF cardinality(v_dependents) > 0 THEN
            v_reason := format('%s depend on it', array_to_string(v_dependents, ', '));
            v_hint := 'Drop what depends on it first. Nothing was changed.';
        END IF;
    END IF;
    IF v_reason IS NOT NULL THEN
        PERFORM raise_error(
            'SE020', format('the table of partition %s cannot be used: %s', p_partition_name, v_reason),
            json_build_object(
                'partition', p_partition_name, 'reason', v_reason, 'owner', v_owner, 'dependents', v_dependents,
                'statement', v_statement
            ),
            v_hint
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_partition_table(text, text) IS
'Internal. Refuses (SE020) to go on without the table of a partition, or to drop one that others depend on.';

REVOKE ALL ON FUNCTION require_partition_table(text, text) FROM PUBLIC;
