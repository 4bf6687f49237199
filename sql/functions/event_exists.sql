-- Whether an event with this id can be read for the tenant (null: for any): not one of a deleted stream, or beyond limits.
-- Concurrency and errors: as read_event.
CREATE OR REPLACE FUNCTION event_exists(
    p_event_id uuid,
    p_tenant text DEFAULT ''
)
RETURNS boolean
LANGUAGE sql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT EXISTS (SELECT FROM read_event(p_event_id, p_tenant))
$function$;

COMMENT ON FUNCTION event_exists(uuid, text) IS
'Whether an event with this id is stored for the tenant.';

REVOKE ALL ON FUNCTION event_exists(uuid, text) FROM PUBLIC;
