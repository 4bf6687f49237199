-- Reads the events of all streams of one aggregate type by global position, behind the barrier: read_all with one filter.
-- Null as p_tenant: of all tenants. Concurrency and errors: as read_all.
CREATE OR REPLACE FUNCTION read_aggregate_type(
    p_aggregate_type text,
    p_position bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_backwards boolean DEFAULT false,
    p_tenant text DEFAULT ''
)
RETURNS SETOF recorded_event
LANGUAGE sql
VOLATILE
SECURITY DEFINER
ROWS 1000
SET search_path FROM CURRENT
AS $function$
    SELECT r.*
    FROM read_all(
        p_position => p_position,
        p_limit => p_limit,
        p_aggregate_types => ARRAY[p_aggregate_type],
        p_tenant => p_tenant,
        p_backwards => p_backwards
    ) AS r
$function$;

COMMENT ON FUNCTION read_aggregate_type(text, bigint, integer, boolean, text) IS
'Reads the events of all streams of one aggregate type by global position, behind the barrier.';

REVOKE ALL ON FUNCTION read_aggregate_type(text, bigint, integer, boolean, text) FROM PUBLIC;
