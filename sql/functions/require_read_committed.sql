-- Refuses every isolation level but READ COMMITTED: under the others all statements share the first one's snapshot, which
-- is older than the barrier, and a reader would step over events that commit in between.
-- Likewise a worker of the outbox would see the messages as they were before it held the stream.
-- Internal: called by the functions that read by global position and by those of the outbox. Errors: SE009.
CREATE OR REPLACE FUNCTION require_read_committed(p_what text DEFAULT 'reading by global position')
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
            format('%s is not safe under %s', p_what, upper(current_setting('transaction_isolation'))),
            json_build_object('isolation', current_setting('transaction_isolation')),
            'Call it in a READ COMMITTED transaction: the snapshot of this one is older than what it has to see.'
        );
    END IF;
END
$function$;

COMMENT ON FUNCTION require_read_committed(text) IS
'Internal. Refuses (SE009) the isolation levels whose snapshot is older than the barrier or a lock.';

REVOKE ALL ON FUNCTION require_read_committed(text) FROM PUBLIC;
