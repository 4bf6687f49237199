-- Detaches a partition in one call: its table stays, with its name, and is no part of events any more. Nothing is lost or
-- forgotten: its event ids stay taken, versions go on, and a read that would pass over one of its events raises SE020 unless
-- pass_over_partition() allows it. An append into its month is refused with SE020.
--
-- Concurrency: takes ACCESS EXCLUSIVE on events and on the registry, for which it waits p_lock_timeout_milliseconds each at
-- most; whoever appends or reads meanwhile waits behind it, so keep that short. detach_partition_statements() does without
-- such a lock. The locks last until the end of the transaction.
-- Errors: SE005 for a name that no partition has; SE020 when it is detached already, or in use for longer than that.
CREATE OR REPLACE FUNCTION detach_partition(
    p_partition_name text,
    p_lock_timeout_milliseconds integer DEFAULT 500
)
RETURNS void
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET lock_timeout TO 0
AS $function$
BEGIN
    PERFORM require_partition(p_partition_name, ARRAY['attached', 'closed', 'detaching']);
    PERFORM set_lock_timeout(p_lock_timeout_milliseconds);
    IF is_attached_partition(p_partition_name) THEN
        BEGIN
            -- The registry first: whoever has looked into it has ended then, and whoever looks next finds the change.
            LOCK TABLE partitions IN ACCESS EXCLUSIVE MODE;
            EXECUTE format('ALTER TABLE events DETACH PARTITION %I', p_partition_name);
        EXCEPTION
            WHEN lock_not_available THEN
                PERFORM raise_partition_in_use(
                    p_partition_name, ARRAY['partitions', 'events', format('%I', p_partition_name)]::regclass[]
                );
        END;
    ELSE
        PERFORM finalize_detached_partition(p_partition_name);
    END IF;
    PERFORM settle_partition(p_partition_name);
END
$function$;

COMMENT ON FUNCTION detach_partition(text, integer) IS
'Detaches a partition in one call, under a brief exclusive lock. Its table stays; reads that would pass over it raise SE020.';

REVOKE ALL ON FUNCTION detach_partition(text, integer) FROM PUBLIC;
