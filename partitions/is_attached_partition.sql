-- Whether the catalog has the table as a partition of events that a new statement reads: not one whose detaching is pending.
-- Internal.
CREATE OR REPLACE FUNCTION is_attached_partition(p_partition_name text)
RETURNS boolean
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT EXISTS (
        SELECT FROM pg_inherits AS i
        WHERE i.inhparent = 'events'::regclass
            AND i.inhrelid = to_regclass(format('%I.%I', current_schema(), p_partition_name))
            AND NOT i.inhdetachpending
    )
$function$;

COMMENT ON FUNCTION is_attached_partition(text) IS
'Internal. Whether the catalog has the table as a partition of events whose detaching is not pending.';

REVOKE ALL ON FUNCTION is_attached_partition(text) FROM PUBLIC;
