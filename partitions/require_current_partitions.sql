-- Refuses to read under a snapshot that is older than a change of the partitions. A statement finds the partitions as they are
-- now, whatever its snapshot, so that events of one that was detached or rewritten since would be missing from what it reads.
-- Internal: called by the reading functions under REPEATABLE READ and SERIALIZABLE, where the registry may be older than that.
-- Errors: SE020.
CREATE OR REPLACE FUNCTION require_current_partitions()
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_name text;
BEGIN
    -- pg_class as the snapshot has it; to_regclass and pg_partition_root as it is now.
    SELECT p.partition_name INTO v_name
    FROM partitions AS p
    LEFT JOIN pg_class AS c
        ON c.relname = p.partition_name
        AND c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = current_schema())
    WHERE p.state IN ('attached', 'closed')
        AND (
            to_regclass(format('%I.%I', current_schema(), p.partition_name)) IS DISTINCT FROM c.oid
            OR pg_partition_root(c.oid) IS NULL
        )
    LIMIT 1;
    IF FOUND THEN
        PERFORM raise_error(
            'SE020', format('partition %s was detached or rewritten after this transaction''s snapshot', v_name),
            json_build_object('partition', v_name, 'isolation', current_setting('transaction_isolation')),
            'Begin a new transaction and read again.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_current_partitions() IS
'Internal. Refuses (SE020) to read under a snapshot that is older than a change of the partitions.';

REVOKE ALL ON FUNCTION require_current_partitions() FROM PUBLIC;
