-- Refuses every isolation level but READ COMMITTED: under the others all statements share the first one's snapshot, which
-- is older than the barrier, and a reader would step over events that commit in between.
-- Internal: called by the functions that read by global position. Errors: SE009.
CREATE OR REPLACE FUNCTION require_read_committed()
RETURNS void
LANGUAGE plpgsql
STABLE
SET search_path FROM CURRENT
AS $function$
BEGIN
    -- PostgreSQL runs READ UNCOMMITTED as READ COMMITTED.
    IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
        PERFORM raise_error(
            'SE009',
            format('reading by global position is not safe under %s', upper(current_setting('transaction_isolation'))),
            json_build_object('isolation', current_setting('transaction_isolation')),
            'Read in a READ COMMITTED transaction: the snapshot of this one is older than the barrier.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_read_committed() IS
'Internal. Refuses (SE009) the isolation levels whose snapshot is older than the barrier.';

REVOKE ALL ON FUNCTION require_read_committed() FROM PUBLIC;
