-- Locks the slots of these streams and compares the tokens: none may have changed hands since. Returns the group.
-- Concurrency: locks the slots in their order, so that whoever takes one over comes before, and then the token is another, or
-- after, and then sees what is settled. Only then asks for the lease.
-- Internal: called by the functions that settle events. Errors: SE028.
CREATE OR REPLACE FUNCTION hold_consumer_group_slots(p_member uuid, p_stream_ids bigint[], p_tokens bigint[])
RETURNS consumer_groups
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_group consumer_groups := consumer_group_of_member(p_member);
    v_slots integer[] := ARRAY(
        SELECT DISTINCT (hashint8extended(u.stream_id, 0) & (v_group.slots - 1))::integer
        FROM unnest(p_stream_ids) AS u (stream_id)
    );
    v_stream_id bigint;
BEGIN
    PERFORM FROM consumer_group_slots AS s
    WHERE s.group_id = v_group.group_id AND s.slot = ANY (v_slots)
    ORDER BY s.slot
    FOR UPDATE;
    PERFORM consumer_group_of_member(p_member);
    SELECT u.stream_id INTO v_stream_id
    FROM unnest(p_stream_ids, p_tokens) AS u (stream_id, token)
    LEFT JOIN consumer_group_slots AS s
        ON s.group_id = v_group.group_id AND s.slot = hashint8extended(u.stream_id, 0) & (v_group.slots - 1)
        AND s.member_id = p_member AND s.token = u.token
    WHERE s.slot IS NULL
    LIMIT 1;
    IF FOUND THEN
        PERFORM raise_consumer_group_lease_lost(p_member, coalesce(v_stream_id, 0));
    END IF;
    RETURN v_group;
END
$function$;

COMMENT ON FUNCTION hold_consumer_group_slots(uuid, bigint[], bigint[]) IS
'Internal. Locks the slots of streams whose events a member settles, and compares the tokens.';

REVOKE ALL ON FUNCTION hold_consumer_group_slots(uuid, bigint[], bigint[]) FROM PUBLIC;
