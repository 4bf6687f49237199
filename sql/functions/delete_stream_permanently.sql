-- Deletes a stream for good, with all its events, their ids, its messages in the outbox and its snapshots, in one
-- transaction, and says how many events and messages went. Nothing is left
-- but gaps in the positions: versions begin at 1 again when the name is used again, and the ids may be used again. A stream
-- that is deleted softly can be deleted for good too.
-- p_expected_version: -1 any, n exactly n. It has no default.
--
-- A stream of millions of events takes as long as deleting so many rows; to do it in batches, truncate_stream() it at its
-- version + 1, let scavenge remove the events, and then call this.
--
-- Concurrency: holds the stream's row until the transaction ends. Waits for appends to the stream that are in flight; those
-- that come later wait, and then find an absent stream.
-- Errors: SE001 wrong expected version, SE005 invalid argument, SE018 stream not found, SE020 when events of the stream are in
-- a detached partition, or a month of its time is being compressed or dropped.
CREATE OR REPLACE FUNCTION delete_stream_permanently(
    p_aggregate_type text,
    p_aggregate_id text,
    p_expected_version bigint,
    p_tenant text DEFAULT '',
    OUT events_removed bigint,
    OUT messages_removed bigint
)
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_stream streams := lock_stream(p_aggregate_type, p_aggregate_id, p_expected_version, p_tenant);
    v_from bigint;
    v_removed record;
    v_detached text;
    v_compressing text;
    v_before text;
BEGIN
    SELECT d.partition_name INTO v_detached
    FROM detached_version(v_stream.stream_id, NULL, false, v_stream.first_timestamp, v_stream.last_timestamp, true) AS d;
    IF v_detached IS NOT NULL THEN
        PERFORM raise_error(
            'SE020',
            format(
                'partition %s is detached and has events of stream %s %s', v_detached, to_json(p_aggregate_type),
                to_json(p_aggregate_id)
            ),
            json_build_object(
                'partition', v_detached,
                'attach', format('SELECT %I.attach_partition(%L)', current_schema(), v_detached)
            ),
            'Attach it back with attach_partition(), or remove it with drop_partition(), then delete the stream again.'
        );
    END IF;
    SELECT p.partition_name INTO v_detached
    FROM partitions AS p
    WHERE p.state = 'dropping' AND p.lower_bound <= v_stream.last_timestamp AND p.upper_bound > v_stream.first_timestamp
    LIMIT 1;
    IF FOUND THEN
        PERFORM raise_error(
            'SE020',
            format(
                'partition %s is being dropped, and stream %s %s reaches into it', v_detached, to_json(p_aggregate_type),
                to_json(p_aggregate_id)
            ),
            json_build_object(
                'partition', v_detached, 'drop', format('SELECT * FROM %I.drop_partition(%L)', current_schema(), v_detached)
            ),
            'Finish it with drop_partition(), which takes its part of the stream with it, then delete the stream again.'
        );
    END IF;
    v_compressing := compressing_partition(v_stream.first_timestamp, v_stream.last_timestamp);
    IF v_compressing IS NOT NULL THEN
        PERFORM raise_error(
            'SE020',
            format(
                'partition %s is being compressed, and stream %s %s reaches into it', v_compressing,
                to_json(p_aggregate_type), to_json(p_aggregate_id)
            ),
            json_build_object('partition', v_compressing),
            'Nothing was changed. Try again when compress_partition() has ended.'
        );
    END IF;
    SELECT coalesce(max(g.scavenged_before), 1) INTO v_from FROM scavenged_streams AS g WHERE g.stream_id = v_stream.stream_id;
    -- Below there is none in a sound store.
    SELECT r.* INTO v_removed FROM remove_events(v_stream, 0, v_from) AS r;
    events_removed := v_removed.events_removed;
    WHILE v_from <= v_stream.version LOOP
        SELECT r.events_removed, greatest(v_removed.last_position, r.last_position) AS last_position INTO v_removed
        FROM remove_events(v_stream, v_from, v_from + 10000) AS r;
        events_removed := events_removed + v_removed.events_removed;
        v_from := v_from + 10000;
    END LOOP;
    PERFORM note_removal(v_removed.last_position);
    -- In the order in which the workers of the outbox lock.
    DELETE FROM outbox_streams AS s WHERE s.stream_id = v_stream.stream_id;
    DELETE FROM outbox AS o WHERE o.stream_id = v_stream.stream_id;
    GET DIAGNOSTICS messages_removed = ROW_COUNT;
    DELETE FROM snapshots AS n WHERE n.stream_id = v_stream.stream_id;
    -- What a member has just now it settles itself.
    DELETE FROM consumer_group_parked AS p WHERE p.stream_id = v_stream.stream_id AND NOT p.is_delivered;
    DELETE FROM scavenged_streams AS g WHERE g.stream_id = v_stream.stream_id;
    v_before := allow_change();
    DELETE FROM streams AS s
    WHERE s.tenant = p_tenant AND s.aggregate_type = p_aggregate_type AND s.aggregate_id = p_aggregate_id;
    PERFORM allow_change(v_before);
END
$function$;

COMMENT ON FUNCTION delete_stream_permanently(text, text, bigint, text) IS
'Deletes a stream for good, with its events, their ids and its messages in the outbox; returns how many went.';

REVOKE ALL ON FUNCTION delete_stream_permanently(text, text, bigint, text) FROM PUBLIC;
