-- Makes a consumer group; returns whether it was made: where there is one of this name it stays as it is.
--
-- p_tenant null: a group for the events of all tenants; otherwise of this one only ('': of no tenant). The tenant is part of
-- the name in all further calls. p_aggregate_types, p_event_types null: all. p_position: events after it; 0 all there are, null
-- only those that come from now on. p_slots: into how many parts the streams are divided, a power of two; more members than
-- slots have nothing to do. p_lease: how long a member that has vanished is waited for. p_max_attempts: after so many failures
-- an event is parked; 0 never. A failure keeps its stream waiting for p_retry_milliseconds, doubled with each further one up to
-- p_max_retry_milliseconds. p_max_unacknowledged: the most events that a member may have that it has not settled.
--
-- Concurrency: two that make the same one wait for each other; one makes it. READ COMMITTED only for p_position null.
-- Errors: SE005, SE021, SE009.
CREATE OR REPLACE FUNCTION create_consumer_group(
    p_name text,
    p_tenant text DEFAULT NULL,
    p_aggregate_types text[] DEFAULT NULL,
    p_event_types text[] DEFAULT NULL,
    p_position bigint DEFAULT 0,
    p_slots integer DEFAULT 64,
    p_lease interval DEFAULT '15 seconds',
    p_max_attempts integer DEFAULT 10,
    p_retry_milliseconds integer DEFAULT 1000,
    p_max_retry_milliseconds integer DEFAULT 300000,
    p_max_unacknowledged integer DEFAULT 1000
)
RETURNS boolean
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_argument text := CASE
        WHEN octet_length(p_tenant) > 255 OR p_tenant ~ E'[\\x01-\\x1f\\x7f-\\x9f]' THEN 'p_tenant'
        WHEN p_position < 0 OR p_position > head_position() THEN 'p_position'
        WHEN (p_slots BETWEEN 1 AND 4096 AND p_slots & (p_slots - 1) = 0) IS NOT TRUE THEN 'p_slots'
        WHEN (p_lease BETWEEN '1 second' AND '1 day') IS NOT TRUE THEN 'p_lease'
        WHEN (p_max_attempts BETWEEN 0 AND 1000000) IS NOT TRUE THEN 'p_max_attempts'
        WHEN (p_retry_milliseconds BETWEEN 0 AND 86400000) IS NOT TRUE THEN 'p_retry_milliseconds'
        WHEN (p_max_retry_milliseconds BETWEEN 0 AND 86400000) IS NOT TRUE THEN 'p_max_retry_milliseconds'
        WHEN (p_max_unacknowledged BETWEEN 1 AND 100000) IS NOT TRUE THEN 'p_max_unacknowledged'
    END;
    v_group_id bigint;
BEGIN
    PERFORM check_consumer_group('p_name', p_name);
    IF v_argument IS NOT NULL THEN
        PERFORM raise_error(
            'SE005', format('%s is not what a consumer group can have', v_argument), json_build_object('argument', v_argument),
            'A tenant is a name of at most 255 bytes, a position up to the head, slots are a power of two up to 4096, a lease '
            'is 1 second to 1 day, attempts are 0 to 1000000, waits 0 to 86400000 ms, unacknowledged events 1 to 100000.'
        );
    END IF;
    IF p_tenant IS NULL THEN
        PERFORM require_all_tenants();
    ELSE
        PERFORM require_tenant(p_tenant);
    END IF;
    INSERT INTO consumer_groups AS g (
        tenant, is_for_all_tenants, name, aggregate_types, event_types, slots, lease, max_attempts, retry_milliseconds,
        max_retry_milliseconds, max_unacknowledged, epoch
    )
    SELECT
        coalesce(p_tenant, ''), p_tenant IS NULL, p_name, p_aggregate_types, p_event_types, p_slots, p_lease, p_max_attempts,
        p_retry_milliseconds, p_max_retry_milliseconds, p_max_unacknowledged, s.epoch
    FROM store AS s
    ON CONFLICT (tenant, is_for_all_tenants, name) DO NOTHING
    RETURNING g.group_id INTO v_group_id;
    IF v_group_id IS NULL THEN
        RETURN false;
    END IF;
    -- A group that is deleted and made anew goes on with greater tokens: nobody counts one up each microsecond.
    INSERT INTO consumer_group_slots (group_id, slot, token, delivered_position)
    SELECT
        v_group_id, n.slot, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
        coalesce(p_position, (SELECT b.safe_position FROM safe_position() AS b))
    FROM generate_series(0, p_slots - 1) AS n (slot);
    RETURN true;
END
$function$;

COMMENT ON FUNCTION create_consumer_group(
    text, text, text[], text[], bigint, integer, interval, integer, integer, integer, integer
) IS 'Makes a consumer group; returns false where there is one of this name, which stays as it is.';

REVOKE ALL ON FUNCTION create_consumer_group(
    text, text, text[], text[], bigint, integer, interval, integer, integer, integer, integer
) FROM PUBLIC;
