-- The key of the advisory lock between who compresses a month (exclusive) and who removes events of it (shared).
-- Internal: called by compress_partition and compressing_partition.
CREATE OR REPLACE FUNCTION compression_key(p_partition_name text)
RETURNS bigint
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT hashtextextended(format('event_store.compress.%s.%s', current_schema(), p_partition_name), 0)
$function$;

COMMENT ON FUNCTION compression_key(text) IS
'Internal. The key of the advisory lock between compressing a month and removing events of it.';

REVOKE ALL ON FUNCTION compression_key(text) FROM PUBLIC;
