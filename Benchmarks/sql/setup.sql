-- What the benchmarks compare the store with, in the schema bench.
CREATE SCHEMA bench;

-- One row per event, as an application without an event store would keep it.
CREATE TABLE bench.plain_events (
    global_position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    version bigint NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    data json NOT NULL,
    metadata json,
    timestamp timestamptz NOT NULL
);

-- The columns and indexes of the store's events in one plain table, for COPY. The store's events have one more index: that
-- of their ids, which is in a table of its own because it spans all partitions.
CREATE SEQUENCE bench.copied_positions;
CREATE TABLE bench.copied_events (LIKE event_store.events INCLUDING CONSTRAINTS INCLUDING INDEXES);
CREATE UNIQUE INDEX copied_events_event_id_idx ON bench.copied_events (event_id);
ALTER TABLE bench.copied_events ALTER COLUMN global_position SET DEFAULT nextval('bench.copied_positions');

-- What a transaction writes that notifies durably.
CREATE TABLE bench.notified (number bigint PRIMARY KEY, data json NOT NULL);

-- Two variants of the installed append_event, made from its own text: one without registration and bell, and one that
-- notifies with every append.
DO $$
DECLARE
    v_whole text := pg_get_functiondef('event_store.append_event'::regproc);
    v_name text := 'FUNCTION event_store.append_event(';
    v_bell text := 'IF ring_bell\(.*?END IF;';
    v_bare text := replace(regexp_replace(v_whole, v_bell, ''), 'register_in_flight()', 'true');
    v_notify text := regexp_replace(v_whole, v_bell, $text$PERFORM pg_notify(current_schema() || '_events', '');$text$);
BEGIN
    IF v_bare ~ 'register_in_flight|ring_bell' OR v_bare = v_whole OR v_notify ~ 'ring_bell' OR v_notify !~ 'pg_notify' THEN
        RAISE 'append_event is not written as this benchmark expects: adapt Benchmarks/sql/setup.sql';
    END IF;
    EXECUTE replace(v_bare, v_name, 'FUNCTION bench.append_event_bare(');
    EXECUTE replace(v_notify, v_name, 'FUNCTION bench.append_event_notify(');
END
$$;

-- 1,000 streams that keep their last ten events; scavenge removes the others at once.
CREATE FUNCTION bench.limit_streams()
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM event_store.change_setting('scavenge_min_age_seconds', '0');
    PERFORM event_store.append_event('sensor', 'sensor-' || n, 0, 'Measured', '{}') FROM generate_series(1, 1000) AS n;
    PERFORM event_store.set_stream_metadata('sensor', 'sensor-' || n, p_max_count => 10) FROM generate_series(1, 1000) AS n;
END
$$;

-- Scavenges for a time, one batch after the other, each in its own transaction.
CREATE PROCEDURE bench.scavenge(p_seconds double precision)
LANGUAGE plpgsql
AS $$
DECLARE
    v_until timestamptz := clock_timestamp() + p_seconds * interval '1 second';
BEGIN
    WHILE clock_timestamp() < v_until LOOP
        PERFORM event_store.scavenge();
        COMMIT;
    END LOOP;
END
$$;

-- Before each row.
CREATE FUNCTION bench.empty()
RETURNS void
LANGUAGE plpgsql
SET event_store.change TO 'on'
AS $$
BEGIN
    TRUNCATE event_store.events, event_store.streams, event_store.event_ids, event_store.outbox, event_store.outbox_streams,
        event_store.scavenged_streams, event_store.removals;
    TRUNCATE bench.plain_events, bench.copied_events, bench.notified;
END
$$;
