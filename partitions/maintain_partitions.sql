-- The one function for a cron job: makes sure that the next p_months months have their partitions. Run it daily.
-- Returns what it did, one row an action; no row when there was nothing to do.
-- Concurrency and errors: as create_partitions.
CREATE OR REPLACE FUNCTION maintain_partitions(
    p_months integer DEFAULT 3
)
RETURNS TABLE (action text, partition_name text)
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT 'created', c.name FROM create_partitions_ahead(p_months) AS c (name)
$function$;

COMMENT ON FUNCTION maintain_partitions(integer) IS
'For a cron job, daily: creates the partitions of the coming months. Returns what it did.';

REVOKE ALL ON FUNCTION maintain_partitions(integer) FROM PUBLIC;
