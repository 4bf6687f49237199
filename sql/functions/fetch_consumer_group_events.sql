-- Hands events to a member: at most p_limit, and no more than the group's max_unacknowledged together with those it has. First
-- what comes again, which is replayed events and streams that waited after a failure or whose member has gone; then new ones.
--
-- Each stream's events come in their order, a stream's never to two members: handle a stream's one after the other, different
-- streams as you like. Settle each under its stream_id and token: acknowledge_consumer_group_events(),
-- retry_consumer_group_event(), park_consumer_group_event(). attempts: how often it has failed, or ended its member. is_replay:
-- it was parked and is replayed, behind followers that have gone on. A row without an event (event_id null) comes alone, when
-- there is none to hand out. looked_at_position: there is nothing new for this member up to there; wait for what comes after
-- it, or until something is settled, and call again.
--
-- Concurrency: READ COMMITTED only. Locks the member's slots in their order: whoever settles or divides them waits. Then, by
-- later statements, which see what those have done who held them before: the member's lease; what is to come again; and the
-- events up to the barrier, for which it asked first. A slot that becomes this member's meanwhile is not locked, and so nothing
-- is handed out of it. A stream that is behind (is_behind) is left out of the new ones, for
-- these stand behind what it waits for; when it has caught up with its slot's delivered_position, both go on together. What
-- this hands out is in pending before anybody sees it, so what a member loses on the way comes again after it. Nothing is
-- handed out of a slot that is to be given away (is_releasing). A stream whose last two members have vanished is handed out
-- alone, one event, when the member has nothing else unsettled: so it is known what ended the third. Errors: SE028 no member
-- (any more), SE005 a limit outside 1 to 10,000, SE010, SE011, SE020 the events are in a detached partition, SE021, SE009.
CREATE OR REPLACE FUNCTION fetch_consumer_group_events(p_member uuid, p_limit integer DEFAULT 100)
RETURNS SETOF consumer_group_event
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
ROWS 100
SET search_path FROM CURRENT
SET jit TO off
AS $function$
DECLARE
    v_unreachable CONSTANT bigint := 9223372036854775807;
    v_window CONSTANT bigint := 50000;
    v_safe bigint;
    v_group consumer_groups;
    v_now timestamptz;
    -- By slot: where it is, which is unreachable for slots that are not this member's, and its token.
    v_positions bigint[];
    v_tokens bigint[];
    v_locked integer[];
    v_slots integer[];
    v_from bigint;
    v_until bigint;
    v_unsettled bigint;
    v_room integer;
    v_is_alone boolean;
    v_condition text;
    v_columns CONSTANT text :=
        'e.global_position, e.tenant, e.aggregate_type, e.aggregate_id, e.version, e.event_id, e.event_type, e.schema_version, '
        'e.content_type, e.data, e.data_bytes, e.metadata, e.correlation_id, e.causation_id, e.user_id, e.timestamp, '
        'e.recorded_at, e.checksum';
    v_row record;
    v_page consumer_group_event[];
    v_events consumer_group_event[] := ARRAY[]::consumer_group_event[];
    v_event consumer_group_event;
    v_lower timestamptz;
    v_upper timestamptz;
    v_detached record;
BEGIN
    IF (p_limit BETWEEN 1 AND 10000) IS NOT TRUE THEN
        PERFORM raise_error(
            'SE005', format('the limit of a fetch is 1 to 10000, not %s', coalesce(p_limit::text, 'null')),
            json_build_object('argument', 'p_limit', 'limit', p_limit), 'Fetch again when events are settled.'
        );
    END IF;
    v_safe := (safe_position()).safe_position;
    v_locked := ARRAY(SELECT s.slot FROM consumer_group_slots AS s WHERE s.member_id = p_member ORDER BY s.slot FOR UPDATE);
    v_group := consumer_group_of_member(p_member);
    PERFORM check_consumer_group_history(v_group);
    v_now := clock_timestamp();

    SELECT
        array_agg(
            CASE WHEN s.slot = ANY (v_locked) AND NOT s.is_releasing THEN s.delivered_position ELSE v_unreachable END
            ORDER BY s.slot
        ),
        array_agg(s.token ORDER BY s.slot),
        array_agg(s.slot) FILTER (WHERE s.slot = ANY (v_locked) AND NOT s.is_releasing),
        min(s.delivered_position) FILTER (WHERE s.slot = ANY (v_locked) AND NOT s.is_releasing),
        coalesce(sum(s.unacknowledged) FILTER (WHERE s.slot = ANY (v_locked)), 0)
    INTO v_positions, v_tokens, v_slots, v_from, v_unsettled
    FROM consumer_group_slots AS s
    WHERE s.group_id = v_group.group_id;
    v_event.looked_at_position := v_safe;
    IF v_slots IS NULL THEN
        RETURN NEXT v_event;
        RETURN;
    END IF;
    v_room := least(p_limit, v_group.max_unacknowledged - v_unsettled);
    v_is_alone := EXISTS (
        SELECT FROM consumer_group_streams AS r
        WHERE r.group_id = v_group.group_id AND r.slot = ANY (v_slots) AND r.is_behind AND r.takeovers >= 2
            AND (r.available_at <= v_now OR r.set_at > v_now + interval '1 second')
    );
    IF v_is_alone THEN
        v_room := CASE WHEN v_unsettled = 0 THEN 1 ELSE 0 END;
    END IF;
    IF v_room <= 0 THEN
        RETURN NEXT v_event;
        RETURN;
    END IF;

    v_event.looked_at_position := v_from;
    v_condition := CASE WHEN v_group.is_for_all_tenants THEN '' ELSE ' AND e.tenant = $1' END
        || CASE WHEN v_group.aggregate_types IS NULL THEN '' ELSE ' AND e.aggregate_type = ANY ($2)' END
        || CASE WHEN v_group.event_types IS NULL THEN '' ELSE ' AND e.event_type = ANY ($3)' END
        || limits_condition((SELECT s.has_limited_streams FROM store AS s), 4);

    -- What comes again: replayed events, then streams that are behind, longest due first. A clock that was set back puts
    -- nothing off: what was set later than now is due.
    FOR v_row IN
        SELECT a.*
        FROM (
            (
                SELECT true AS is_replay, p.slot, p.stream_id, p.version - 1 AS after_version, p.version AS first_version,
                    p.global_position AS first_position, p.attempts, p.last_error, p.replay_at AS due_at
                FROM consumer_group_parked AS p
                WHERE p.group_id = v_group.group_id AND p.slot = ANY (v_slots) AND NOT p.is_delivered AND NOT v_is_alone
                    AND p.replay_at <= v_now
                ORDER BY p.replay_at LIMIT v_room
            )
            UNION ALL
            (
                SELECT false, r.slot, r.stream_id, coalesce(r.pending[cardinality(r.pending)], r.first_version - 1),
                    r.first_version, r.first_position, r.attempts + r.takeovers, r.last_error, r.available_at
                FROM consumer_group_streams AS r
                WHERE r.group_id = v_group.group_id AND r.slot = ANY (v_slots) AND r.is_behind
                    AND (r.available_at <= v_now OR r.set_at > v_now + interval '1 second')
                    AND (NOT v_is_alone OR r.takeovers >= 2)
                ORDER BY r.available_at, r.stream_id LIMIT v_room
            )
        ) AS a
        ORDER BY a.is_replay DESC, a.due_at, a.first_position
    LOOP
        EXIT WHEN v_room <= cardinality(v_events);
        PERFORM raise_detached(d.partition_name)
        FROM partitions AS p, detached_position(v_row.first_position - 1, v_positions[v_row.slot + 1], false,
            v_group.aggregate_types, v_group.event_types,
            CASE WHEN NOT v_group.is_for_all_tenants THEN v_group.tenant END) AS d
        WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over AND d.partition_name IS NOT NULL;
        EXECUTE 'SELECT array_agg(ROW(e.stream_id, $9, CASE WHEN e.version = $10 THEN $11 ELSE 0 END, '
            'CASE WHEN e.version = $10 THEN $12 END, $13, NULL, ' || v_columns || ')::consumer_group_event ORDER BY e.version) '
            'FROM (SELECT e.* FROM events AS e WHERE e.stream_id = $5 AND e.version > $6 AND e.global_position <= $7'
            || CASE WHEN v_row.is_replay THEN ' AND e.version = $10' ELSE '' END || v_condition
            || ' ORDER BY e.version LIMIT $8) AS e'
        INTO v_page
        USING v_group.tenant, v_group.aggregate_types, v_group.event_types, v_now, v_row.stream_id, v_row.after_version,
            v_positions[v_row.slot + 1], v_room - cardinality(v_events), v_tokens[v_row.slot + 1], v_row.first_version,
            v_row.attempts, v_row.last_error, v_row.is_replay;
        v_page := coalesce(v_page, '{}');
        IF v_row.is_replay THEN
            -- An event that is gone is not parked any more.
            DELETE FROM consumer_group_parked AS p
            WHERE p.group_id = v_group.group_id AND p.stream_id = v_row.stream_id AND p.version = v_row.first_version
                AND cardinality(v_page) = 0;
            UPDATE consumer_group_parked AS p SET is_delivered = true
            WHERE p.group_id = v_group.group_id AND p.stream_id = v_row.stream_id AND p.version = v_row.first_version;
        ELSE
            UPDATE consumer_group_streams AS r
            SET
                pending = r.pending || ARRAY(SELECT u.version FROM unnest(v_page) AS u),
                -- The failures were those of an event that may be gone.
                attempts = CASE WHEN r.pending = '{}' AND v_page[1].version > r.first_version THEN 0 ELSE r.attempts END,
                takeovers = CASE WHEN r.pending = '{}' AND v_page[1].version > r.first_version THEN 0 ELSE r.takeovers END,
                is_behind = cardinality(v_page) >= v_room - cardinality(v_events)
            WHERE r.group_id = v_group.group_id AND r.slot = v_row.slot AND r.stream_id = v_row.stream_id;
            DELETE FROM consumer_group_streams AS r
            WHERE r.group_id = v_group.group_id AND r.slot = v_row.slot AND r.stream_id = v_row.stream_id
                AND r.pending = '{}' AND NOT r.is_behind;
        END IF;
        UPDATE consumer_group_slots AS s SET unacknowledged = s.unacknowledged + cardinality(v_page)
        WHERE s.group_id = v_group.group_id AND s.slot = v_row.slot AND cardinality(v_page) > 0;
        v_events := v_events || v_page;
    END LOOP;

    -- New ones.
    IF NOT v_is_alone AND cardinality(v_events) < v_room AND v_from < v_safe THEN
        v_until := least(v_safe, v_from + v_window);
        SELECT d.* INTO v_detached
        FROM detached_position(v_from, v_until, false, v_group.aggregate_types, v_group.event_types,
            CASE WHEN NOT v_group.is_for_all_tenants THEN v_group.tenant END) AS d
        WHERE d.partition_name IS NOT NULL
            AND EXISTS (SELECT FROM partitions AS p WHERE p.state IN ('detaching', 'detached') AND NOT p.is_passed_over);
        IF FOUND THEN
            v_until := v_detached.global_position - 1;
            IF v_until <= v_from AND cardinality(v_events) = 0 THEN
                PERFORM raise_detached(v_detached.partition_name);
            END IF;
        END IF;
        SELECT min(p.lower_bound), max(p.upper_bound) INTO v_lower, v_upper
        FROM partitions AS p
        WHERE p.first_position <= v_until AND coalesce(p.last_position > v_from, true);
        EXECUTE 'SELECT array_agg(ROW(e.stream_id, ($11::bigint[])[e.slot], 0, NULL, false, NULL, ' || v_columns
            || ')::consumer_group_event ORDER BY e.global_position) '
            'FROM (SELECT e.*, (1 + (hashint8extended(e.stream_id, 0) & ($9 - 1)))::integer AS slot FROM events AS e '
            'WHERE e.global_position > $5 AND e.global_position <= $6 AND e.timestamp >= $7 AND e.timestamp < $8 '
            'AND e.global_position > ($10::bigint[])[(1 + (hashint8extended(e.stream_id, 0) & ($9 - 1)))::integer] '
            'AND e.stream_id <> ALL ($12)' || v_condition || ' ORDER BY e.global_position LIMIT $13) AS e'
        INTO v_page
        USING v_group.tenant, v_group.aggregate_types, v_group.event_types, v_now, v_from, v_until, v_lower, v_upper,
            v_group.slots, v_positions, v_tokens,
            ARRAY(
                SELECT r.stream_id FROM consumer_group_streams AS r
                WHERE r.group_id = v_group.group_id AND r.slot = ANY (v_slots) AND r.is_behind
            ),
            v_room - cardinality(v_events);
        v_page := coalesce(v_page, '{}');
        IF cardinality(v_page) >= v_room - cardinality(v_events) THEN
            v_until := v_page[cardinality(v_page)].global_position;
        END IF;
        INSERT INTO consumer_group_streams AS r (
            group_id, slot, stream_id, tenant, first_version, first_position, pending, available_at
        )
        SELECT
            v_group.group_id, hashint8extended(u.stream_id, 0) & (v_group.slots - 1), u.stream_id, u.tenant, min(u.version),
            min(u.global_position), array_agg(u.version ORDER BY u.version), v_now
        FROM unnest(v_page) AS u
        GROUP BY u.stream_id, u.tenant
        ON CONFLICT (group_id, slot, stream_id) DO UPDATE SET pending = r.pending || excluded.pending;
        UPDATE consumer_group_slots AS s
        SET
            delivered_position = greatest(s.delivered_position, v_until),
            unacknowledged = s.unacknowledged + coalesce(n.count, 0)
        FROM unnest(v_slots) AS m (slot)
        LEFT JOIN (
            SELECT hashint8extended(u.stream_id, 0) & (v_group.slots - 1) AS slot, count(*) AS count
            FROM unnest(v_page) AS u
            GROUP BY 1
        ) AS n ON n.slot = m.slot
        WHERE s.group_id = v_group.group_id AND s.slot = m.slot
            AND (s.delivered_position < v_until OR n.count > 0);
        v_events := v_events || v_page;
        v_event.looked_at_position := v_until;
    END IF;

    IF cardinality(v_events) = 0 THEN
        RETURN NEXT v_event;
    END IF;
    v_until := v_event.looked_at_position;
    FOREACH v_event IN ARRAY v_events LOOP
        v_event.looked_at_position := v_until;
        RETURN NEXT v_event;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION fetch_consumer_group_events(uuid, integer) IS
'Hands events to a member of a consumer group: what comes again first, each stream''s in order, bounded '
'by what it has not settled.';

REVOKE ALL ON FUNCTION fetch_consumer_group_events(uuid, integer) FROM PUBLIC;
