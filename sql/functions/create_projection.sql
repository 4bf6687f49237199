-- Makes a projection whose events a client handles, or takes the one that is there; returns whether it was made. A
-- checkpoint of this name that is there already is kept: the projection goes on where it stands. Otherwise it begins
-- after p_start_position.
--
-- The filter (each part null for all: aggregate types, event types, p_events_tenant) says what the client reads; it is
-- replaced by the one given, so that list_projections() shows what is in force. Changing it does not go back: rebuild
-- for that.
--
-- Errors: SE005 for a name or an argument that cannot be; SE026 when a function handles the projection's events; SE010,
-- SE011 when the checkpoint belongs to another history or lies beyond the head.
CREATE OR REPLACE FUNCTION create_projection(
    p_name text,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_events_tenant text DEFAULT NULL,
    p_start_position bigint DEFAULT 0,
    p_tenant text DEFAULT ''
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
BEGIN
    PERFORM check_projection_name(p_name, p_tenant, p_start_position);
    PERFORM check_projection_filter(p_aggregate_types, p_event_types);
    INSERT INTO projections (tenant, name, aggregate_types, event_types, events_tenant)
    VALUES (p_tenant, p_name, p_aggregate_types, p_event_types, coalesce(p_events_tenant, nullif(p_tenant, '')))
    ON CONFLICT (tenant, name) DO NOTHING;
    IF NOT FOUND THEN
        UPDATE projections AS p
        SET
            aggregate_types = p_aggregate_types, event_types = p_event_types,
            events_tenant = coalesce(p_events_tenant, nullif(p_tenant, ''))
        WHERE p.tenant = p_tenant AND p.name = p_name AND p.function_name IS NULL
            AND (p.aggregate_types, p.event_types, p.events_tenant)
            IS DISTINCT FROM (p_aggregate_types, p_event_types, coalesce(p_events_tenant, nullif(p_tenant, '')));
        IF EXISTS (
            SELECT FROM projections AS p
            WHERE p.tenant = p_tenant AND p.name = p_name AND p.function_name IS NOT NULL
        ) THEN
            PERFORM raise_projection_moved(
                p_name, p_tenant, 'a function of the database handles its events', 'Drop it first, or take another name.'
            );
        END IF;
        RETURN false;
    END IF;
    PERFORM begin_projection(p_name, p_start_position, p_tenant);
    RETURN true;
END
$function$;

COMMENT ON FUNCTION create_projection(text, text[], text[], text, bigint, text) IS
'Makes a projection whose events a client handles; returns false when it is there already.';

REVOKE ALL ON FUNCTION create_projection(text, text[], text[], text, bigint, text) FROM PUBLIC;
