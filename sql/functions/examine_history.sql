-- The doctor's checks of what a restore or a fail-over leaves behind (epoch, sequences, checkpoints, clock), and of partitions.
-- docs/doctor.md explains them.
-- Internal: p_facts is what server_facts() returns. Concurrency: any isolation level, also on a standby. Reads one entry of two
-- indexes in each partition, and all checkpoints.
CREATE OR REPLACE FUNCTION examine_history(p_facts jsonb)
RETURNS TABLE (name text, severity text, found text, remedy text)
LANGUAGE plpgsql
VOLATILE
SET search_path FROM CURRENT
AS $function$
DECLARE
    v_store store := (SELECT s FROM store AS s);
    v_head bigint := head_position();
    v_last bigint;
    v_recorded_at timestamptz;
    v_last_stream bigint;
    v_stream_ids text := pg_get_serial_sequence(format('%I.streams', current_schema()), 'stream_id');
    v_given_stream bigint := pg_sequence_last_value(v_stream_ids);
    v_foreign text;
    v_beyond text;
    v_failed text;
    v_alarm record;
    v_unknown text;
    v_detached text;
    v_unfinished text;
    v_amiss text;
BEGIN
    SELECT e.global_position, e.recorded_at INTO v_last, v_recorded_at
    FROM events AS e
    ORDER BY e.global_position DESC
    LIMIT 1;
    SELECT max(e.stream_id) INTO v_last_stream FROM events AS e;
    SELECT
        string_agg(to_json(c.name)::text, ', ') FILTER (WHERE c.epoch <> v_store.epoch),
        string_agg(to_json(c.name)::text, ', ') FILTER (WHERE c.epoch = v_store.epoch AND c.global_position > v_head),
        string_agg(to_json(c.name)::text, ', ') FILTER (WHERE c.status = 'failed')
    INTO v_foreign, v_beyond, v_failed
    FROM (SELECT k.name, k.epoch, k.global_position, k.status FROM checkpoints AS k ORDER BY k.tenant, k.name) AS c;
    SELECT a.* INTO v_alarm FROM partition_alarm() AS a;
    SELECT string_agg(c.relname, ', ' ORDER BY c.relname) INTO v_unknown
    FROM pg_inherits AS i
    INNER JOIN pg_class AS c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'events'::regclass AND NOT EXISTS (SELECT FROM partitions AS p WHERE p.partition_name = c.relname);
    SELECT string_agg(p.partition_name, ', ' ORDER BY p.partition_name) INTO v_detached
    FROM partitions AS p
    WHERE p.state IN ('attached', 'closed') AND NOT is_attached_partition(p.partition_name);
    SELECT string_agg(p.partition_name, ', ' ORDER BY p.partition_name) INTO v_unfinished
    FROM partitions AS p
    WHERE p.state IN ('detaching', 'dropping')
        OR (p.state = 'detached' AND is_attached_partition(p.partition_name));
    -- What a dropping or a detaching has left is read by name.
    SELECT string_agg(
        format(
            '%s (%s)', p.partition_name,
            CASE WHEN t.name IS NULL THEN 'gone from this schema' ELSE format('of the role %I', pg_get_userbyid(c.relowner)) END
        ), ', ' ORDER BY p.partition_name
    ) INTO v_amiss
    FROM partitions AS p
    CROSS JOIN LATERAL (SELECT to_regclass(format('%I.%I', current_schema(), p.partition_name)) AS name) AS t
    LEFT JOIN pg_class AS c ON c.oid = t.name
    WHERE p.state IN ('detaching', 'detached', 'dropping') AND (t.name IS NULL OR NOT pg_has_role(c.relowner, 'USAGE'));
    RETURN QUERY
    SELECT c.name, c.severity, left(c.found, 500), CASE WHEN c.severity <> 'ok' THEN c.remedy END
    FROM (
        VALUES
        (
            'epoch',
            CASE
                WHEN v_store.system_identifier::text <> p_facts ->> 'system_identifier'
                    OR v_store.timeline <> (p_facts ->> 'timeline')::integer THEN 'critical'
                ELSE 'ok'
            END,
            CASE
                WHEN v_store.system_identifier::text <> p_facts ->> 'system_identifier'
                    THEN 'the epoch was given in another cluster: the store was restored or copied here'
                WHEN v_store.timeline <> (p_facts ->> 'timeline')::integer
                    THEN format(
                        'the epoch was given on timeline %s, the server is on %s: it was promoted or recovered since',
                        v_store.timeline, p_facts ->> 'timeline'
                    )
                ELSE format('epoch %s, timeline %s', v_store.epoch, v_store.timeline)
            END,
            'SELECT new_epoch() before clients connect, so that no reader skips what was lost; SELECT confirm_epoch() only if '
            'it is certain that no commit was lost.'
        ), (
            'head_position',
            CASE WHEN v_last > v_head THEN 'critical' ELSE 'ok' END,
            CASE
                WHEN v_last > v_head THEN format('an event has position %s, beyond the last one given out, %s', v_last, v_head)
                ELSE format('head %s, last event at %s', v_head, coalesce(v_last::text, '-'))
            END,
            format(
                'As the owner, before the first append: SELECT setval(%L, %s). Positions would be given out a second time.',
                format('%I.global_positions', current_schema()), v_last
            )
        ), (
            'stream_ids',
            CASE WHEN v_last_stream > coalesce(v_given_stream, 0) THEN 'critical' ELSE 'ok' END,
            CASE
                WHEN v_last_stream > coalesce(v_given_stream, 0)
                    THEN format('a stream has the number %s, beyond the last one given out, %s', v_last_stream, v_given_stream)
                ELSE format('the last number given out is %s', coalesce(v_given_stream::text, '-'))
            END,
            format(
                'As the owner, before the first append: SELECT setval(%L, %s). Two streams would have one number.',
                v_stream_ids, v_last_stream
            )
        ), (
            'position_sequence',
            CASE
                WHEN EXISTS (
                    SELECT FROM pg_sequence AS q
                    WHERE q.seqrelid = 'global_positions'::regclass AND (q.seqcache <> 1 OR q.seqincrement <> 1 OR q.seqcycle)
                ) THEN 'critical'
                ELSE 'ok'
            END,
            (
                SELECT format('global_positions has increment %s, cache %s, cycle %s', q.seqincrement, q.seqcache, q.seqcycle)
                FROM pg_sequence AS q
                WHERE q.seqrelid = 'global_positions'::regclass
            ),
            'ALTER SEQUENCE global_positions INCREMENT 1 CACHE 1 NO CYCLE: readers would miss events.'
        ), (
            'checkpoint_epochs',
            CASE WHEN v_foreign IS NOT NULL THEN 'critical' ELSE 'ok' END,
            coalesce('of another epoch: ' || v_foreign, 'every checkpoint is of this epoch'),
            'They are refused (SE010). Rebuild each projection, or save its checkpoint anew if its data were restored with the '
            'store.'
        ), (
            'checkpoint_positions',
            CASE WHEN v_beyond IS NOT NULL THEN 'critical' ELSE 'ok' END,
            coalesce('beyond the head: ' || v_beyond, 'no checkpoint is beyond the head'),
            'The store has lost events that these projections have seen (SE011): new_epoch(), then rebuild them.'
        ), (
            'failed_projections',
            CASE WHEN v_failed IS NOT NULL THEN 'warning' ELSE 'ok' END,
            coalesce('failed: ' || v_failed, 'no projection has failed'),
            'SELECT name, error FROM list_checkpoints(); mend the cause and start the projection again.'
        ), (
            'clock',
            CASE
                WHEN v_recorded_at > clock_timestamp() + interval '1 hour' THEN 'critical'
                WHEN v_recorded_at > clock_timestamp() + interval '10 seconds' THEN 'warning'
                ELSE 'ok'
            END,
            CASE
                WHEN v_recorded_at > clock_timestamp() + interval '10 seconds'
                    THEN format(
                        'the last event was stored %s in the future', date_trunc('second', v_recorded_at - clock_timestamp())
                    )
                ELSE 'the last event was stored in the past'
            END,
            'The server''s clock was set back: set it right (NTP). The order of events does not depend on it; times and '
            'partitions do.'
        ), (
            'partitions_ahead',
            coalesce(v_alarm.severity, 'ok'),
            coalesce(
                v_alarm.message, 'the partitions end at '
                || (SELECT to_char(max(p.upper_bound) AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM partitions AS p)
            ),
            'Do what it says; and SELECT maintain_partitions(), daily, from cron.'
        ), (
            'partition_registry',
            CASE
                WHEN v_amiss IS NOT NULL OR v_detached IS NOT NULL OR v_unknown IS NOT NULL THEN 'critical'
                WHEN v_unfinished IS NOT NULL THEN 'warning'
                ELSE 'ok'
            END,
            coalesce(
                'registered and not attached: ' || v_detached,
                'registered as detached, and the table cannot be used: ' || v_amiss,
                'attached and not registered: ' || v_unknown,
                'detaching or dropping was not finished: ' || v_unfinished, 'what is registered as attached is attached'
            ),
            'Attach what is registered or take it out of the table partitions, and enter there what is attached: appends look '
            'into it. A detached table that was moved, dropped or given away: bring it back, or read without it by '
            'pass_over_partition(). maintain_partitions() finishes what was interrupted.'
        ), (
            'bell',
            CASE WHEN v_store.bell_interval_milliseconds < 0 THEN 'warning' ELSE 'ok' END,
            format('bell_interval_milliseconds = %s', v_store.bell_interval_milliseconds),
            'SELECT change_setting(''bell_interval_milliseconds'', ''10''): without the bell subscriptions look on their slow '
            'timer only.'
        )
    ) AS c (name, severity, found, remedy);
END
$function$;

COMMENT ON FUNCTION examine_history(jsonb) IS
'Internal. The doctor''s checks of epoch, sequences, checkpoints, clock and partitions.';

REVOKE ALL ON FUNCTION examine_history(jsonb) FROM PUBLIC;
