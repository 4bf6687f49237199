-- Notes what became of an event that a member has and could not handle: put off by p_delay, or parked. It must be the first of
-- its stream that is not settled, or a replayed one. Returns the failures so far, whether it is parked, and when it comes
-- again. Concurrency: locks one slot and compares the token. Internal: called by retry_consumer_group_event and
-- park_consumer_group_event. Errors: SE028; SE005 an event in front of it is not settled.
CREATE OR REPLACE FUNCTION settle_consumer_group_failure(
    p_member uuid,
    p_stream_id bigint,
    p_token bigint,
    p_version bigint,
    p_error text,
    p_delay interval,
    p_is_final boolean,
    OUT attempts integer,
    OUT is_parked boolean,
    OUT available_at timestamptz
)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
DECLARE
    v_group consumer_groups := hold_consumer_group_slots(p_member, ARRAY[p_stream_id], ARRAY[p_token]);
    v_slot integer := hashint8extended(p_stream_id, 0) & (v_group.slots - 1);
    v_row consumer_group_streams;
    v_parked consumer_group_parked;
    v_settled bigint := 1;
BEGIN
    SELECT p.* INTO v_parked
    FROM consumer_group_parked AS p
    WHERE p.group_id = v_group.group_id AND p.stream_id = p_stream_id AND p.version = p_version AND p.is_delivered
    FOR UPDATE;
    IF NOT FOUND THEN
        SELECT r.* INTO v_row
        FROM consumer_group_streams AS r
        WHERE r.group_id = v_group.group_id AND r.slot = v_slot AND r.stream_id = p_stream_id;
        IF v_row.pending[1] < p_version AND p_version = ANY (v_row.pending) THEN
            PERFORM raise_error(
                'SE005', format('version %s of the stream is not settled', v_row.pending[1]),
                json_build_object('argument', 'p_version', 'stream_id', p_stream_id, 'version', v_row.pending[1]),
                'Settle the events of a stream in order, from the first on.'
            );
        ELSIF v_row.pending[1] IS DISTINCT FROM p_version THEN
            PERFORM raise_consumer_group_lease_lost(p_member, coalesce(p_stream_id, 0));
        END IF;
    END IF;
    attempts := coalesce(v_parked.attempts, v_row.attempts + v_row.takeovers) + 1;
    is_parked := p_is_final OR attempts >= nullif(v_group.max_attempts, 0);
    IF NOT is_parked THEN
        available_at := clock_timestamp() + greatest(
            p_delay,
            least(
                v_group.max_retry_milliseconds, v_group.retry_milliseconds * 2::double precision ^ least(attempts - 1, 40)
            ) * (1 - random() / 4) * interval '1 millisecond'
        );
    END IF;
    IF v_parked.version IS NOT NULL THEN
        UPDATE consumer_group_parked AS p
        SET attempts = p.attempts + 1, last_error = left(p_error, 4000), replay_at = settle_consumer_group_failure.available_at,
            is_delivered = false
        WHERE p.group_id = v_group.group_id AND p.stream_id = p_stream_id AND p.version = p_version;
    ELSIF is_parked THEN
        PERFORM park_consumer_group_head(v_group.group_id, v_slot, p_stream_id, attempts, p_error);
    ELSE
        v_settled := cardinality(v_row.pending);
        UPDATE consumer_group_streams AS r
        SET first_version = p_version, pending = '{}', is_behind = true, attempts = r.attempts + 1,
            last_error = left(p_error, 4000), set_at = clock_timestamp(),
            available_at = settle_consumer_group_failure.available_at
        WHERE r.group_id = v_group.group_id AND r.slot = v_slot AND r.stream_id = p_stream_id;
    END IF;
    PERFORM settle_consumer_group_streams(v_group, ARRAY[p_stream_id], ARRAY[v_settled]);
END
$function$;

COMMENT ON FUNCTION settle_consumer_group_failure(uuid, bigint, bigint, bigint, text, interval, boolean) IS
'Internal. Notes what became of an event that a member could not handle.';

REVOKE ALL ON FUNCTION settle_consumer_group_failure(uuid, bigint, bigint, bigint, text, interval, boolean) FROM PUBLIC;
