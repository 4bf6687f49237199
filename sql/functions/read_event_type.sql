-- Reads the events of one type by global position, behind the barrier, within a range of time: read_all with filters.
-- p_from <= timestamp < p_before, each null for all; null as p_tenant: of all tenants.
-- Concurrency and errors: as read_all.
CREATE OR REPLACE FUNCTION read_event_type(
    p_event_type text,
    p_position bigint DEFAULT NULL,
    p_limit integer DEFAULT 1000,
    p_from timestamptz DEFAULT NULL,
    p_before timestamptz DEFAULT NULL,
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
        p_event_types => ARRAY[p_event_type],
        p_tenant => p_tenant,
        p_from => p_from,
        p_before => p_before,
        p_backwards => p_backwards
    ) AS r
$function$;

COMMENT ON FUNCTION read_event_type(text, bigint, integer, timestamptz, timestamptz, boolean, text) IS
'Reads the events of one type by global position, behind the barrier, within a range of time.';

REVOKE ALL ON FUNCTION read_event_type(text, bigint, integer, timestamptz, timestamptz, boolean, text) FROM PUBLIC;
