-- Rings the bell if it is due, for an append whose last position is p_position; returns whether it rang. To be called after
-- the append has registered in flight.
--
-- Due: when few positions were drawn since the last ring, for then few append at the same time and each ring is heard soon;
-- and otherwise once per interval, for under load the reader is awake anyway. The sequence bell keeps the milliseconds times
-- 1024 plus the position modulo 1024 of the last ring. The comparison is of the distance in time, so that a clock set back
-- silences nothing. An interval of 0: always; -1: never.
--
-- One appender at a time: NOTIFY holds a lock over the whole cluster until its commit is on disk, and ringers would queue
-- there. Who finds another one ringing keeps silent: that ring sounds after this registration, so the reader that it wakes
-- reads these events or sees them in flight. (Two keys: another key space than the registrations.)
--
-- Internal. One expression without a pinned path of its own, so that it is inlined into the appends.
CREATE OR REPLACE FUNCTION ring_bell(
    p_interval_milliseconds integer,
    p_position bigint,
    p_events integer,
    p_at timestamptz
)
RETURNS boolean
LANGUAGE sql
VOLATILE
RETURN CASE
    WHEN p_interval_milliseconds >= 0
        AND (
            (p_position - p_events - pg_sequence_last_value('bell'::regclass)) & 1023 <= 3
            OR abs(
                extract(EPOCH FROM p_at) * 1000 - pg_sequence_last_value('bell'::regclass) / 1024
            ) >= p_interval_milliseconds
        )
        AND pg_try_advisory_xact_lock(in_flight_tag(), 0)
        THEN setval('bell', (extract(EPOCH FROM p_at) * 1000)::bigint * 1024 + p_position % 1024) IS NOT NULL
            AND pg_notify(current_schema() || '_events', '') IS NOT NULL
    ELSE false
END;

COMMENT ON FUNCTION ring_bell(integer, bigint, integer, timestamptz) IS
'Internal. Notifies readers if it is due: with every append while few append, once per interval under load.';

REVOKE ALL ON FUNCTION ring_bell(integer, bigint, integer, timestamptz) FROM PUBLIC;
