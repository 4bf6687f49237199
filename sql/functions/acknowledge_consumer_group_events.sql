-- Says that a member has handled events: one entry each in the three arrays, as fetch_consumer_group_events() gave them. A
-- stream's are acknowledged in their order, from the first that is not settled on; replayed ones as you like. Returns how many
-- were settled by this call: one that was acknowledged before counts 0, so that a call whose answer was lost can be repeated.
-- All or nothing.
--
-- Concurrency: READ COMMITTED only. Locks the slots of the streams in their order and compares the tokens: a member whose slot
-- was taken over is refused, whatever it has done meanwhile. Errors: SE028 the member does not hold one of the events (any
-- more): nothing was changed; SE005 arrays that do not fit, or an event in front of one is not settled; SE009.
CREATE OR REPLACE FUNCTION acknowledge_consumer_group_events(
    p_member uuid,
    p_stream_ids bigint[],
    p_tokens bigint[],
    p_versions bigint[]
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET plan_cache_mode TO 'force_generic_plan'
AS $function$
DECLARE
    v_group consumer_groups;
    v_row record;
    v_stream_ids bigint[];
    v_counts bigint[];
    v_parked_ids bigint[];
    v_parked_counts bigint[];
BEGIN
    PERFORM require_read_committed('acknowledging events of a consumer group');
    IF cardinality(p_stream_ids) IS DISTINCT FROM cardinality(p_tokens)
        OR cardinality(p_stream_ids) IS DISTINCT FROM cardinality(p_versions)
        OR array_position(p_stream_ids || p_tokens || p_versions, NULL) IS NOT NULL OR p_stream_ids IS NULL
    THEN
        PERFORM raise_error(
            'SE005', 'the arrays of an acknowledgement do not fit', json_build_object('argument', 'p_versions'),
            'Give stream_id, token and version of each event; no null.'
        );
    END IF;
    v_group := hold_consumer_group_slots(p_member, p_stream_ids, p_tokens);

    -- Replayed ones first: they are not among a stream's pending ones.
    WITH gone AS (
        DELETE FROM consumer_group_parked AS p
        USING unnest(p_stream_ids, p_versions) AS u (stream_id, version)
        WHERE p.group_id = v_group.group_id AND p.stream_id = u.stream_id AND p.version = u.version AND p.is_delivered
        RETURNING p.stream_id
    )
    SELECT array_agg(g.stream_id), array_agg(1::bigint) INTO v_parked_ids, v_parked_counts FROM gone AS g;

    SELECT r.stream_id, u.versions, r.pending INTO v_row
    FROM (
        SELECT a.stream_id, array_agg(DISTINCT a.version ORDER BY a.version) AS versions
        FROM unnest(p_stream_ids, p_versions) AS a (stream_id, version)
        GROUP BY a.stream_id
    ) AS u
    INNER JOIN consumer_group_streams AS r
        ON r.group_id = v_group.group_id AND r.slot = hashint8extended(u.stream_id, 0) & (v_group.slots - 1)
        AND r.stream_id = u.stream_id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(v.version ORDER BY v.version), '{}') AS versions
        FROM unnest(u.versions) AS v (version)
        WHERE v.version >= r.first_version
    ) AS w
    WHERE w.versions <> r.pending[:cardinality(w.versions)]
    LIMIT 1;
    IF FOUND THEN
        IF v_row.versions[cardinality(v_row.versions)] = ANY (v_row.pending) THEN
            PERFORM raise_error(
                'SE005', format('version %s of the stream is not settled', v_row.pending[1]),
                json_build_object('argument', 'p_versions', 'stream_id', v_row.stream_id, 'version', v_row.pending[1]),
                'Settle the events of a stream in order, from the first on.'
            );
        END IF;
        PERFORM raise_consumer_group_lease_lost(p_member, v_row.stream_id);
    END IF;
    WITH acknowledged AS (
        UPDATE consumer_group_streams AS r
        SET first_version = u.last_version + 1, pending = r.pending[u.count + 1:], attempts = 0, takeovers = 0,
            last_error = NULL
        FROM (
            SELECT q.stream_id, q.slot, max(q.version) AS last_version, count(*)::integer AS count
            FROM (
                SELECT DISTINCT c.stream_id, c.slot, a.version
                FROM unnest(p_stream_ids, p_versions) AS a (stream_id, version)
                INNER JOIN consumer_group_streams AS c
                    ON c.group_id = v_group.group_id AND c.slot = hashint8extended(a.stream_id, 0) & (v_group.slots - 1)
                    AND c.stream_id = a.stream_id AND a.version >= c.first_version
            ) AS q
            GROUP BY q.stream_id, q.slot
        ) AS u
        WHERE r.group_id = v_group.group_id AND r.slot = u.slot AND r.stream_id = u.stream_id
        RETURNING r.stream_id, u.count
    )
    SELECT array_agg(a.stream_id) || v_parked_ids, array_agg(a.count::bigint) || v_parked_counts INTO v_stream_ids, v_counts
    FROM acknowledged AS a;
    PERFORM settle_consumer_group_streams(v_group, v_stream_ids, v_counts);
    RETURN (SELECT coalesce(sum(c.count), 0) FROM unnest(v_counts) AS c (count));
END
$function$;

COMMENT ON FUNCTION acknowledge_consumer_group_events(uuid, bigint[], bigint[], bigint[]) IS
'Says that a member has handled events, each stream''s in order. SE028 when it does not hold them (any more).';

REVOKE ALL ON FUNCTION acknowledge_consumer_group_events(uuid, bigint[], bigint[], bigint[]) FROM PUBLIC;
