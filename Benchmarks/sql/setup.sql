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

-- The columns and indexes of the store's events in one plain table, for COPY.
CREATE SEQUENCE bench.copied_positions;
CREATE TABLE bench.copied_events (LIKE event_store.events INCLUDING CONSTRAINTS INCLUDING INDEXES);
ALTER TABLE bench.copied_events ALTER COLUMN global_position SET DEFAULT nextval('bench.copied_positions');

-- What a transaction writes that notifies durably.
CREATE TABLE bench.notified (number bigint PRIMARY KEY, data json NOT NULL);

-- The installed append_event without registration and bell, made from its own text.
DO $$
DECLARE
    v_whole text := pg_get_functiondef('event_store.append_event'::regproc);
    v_text text := v_whole;
    v_before text;
BEGIN
    v_text := replace(v_text, 'FUNCTION event_store.append_event(', 'FUNCTION bench.append_event_bare(');
    v_before := v_text;
    v_text := regexp_replace(v_text, 'PERFORM pg_advisory_xact_lock_shared\(.*?;', '');
    IF v_text = v_before OR v_text ~ 'pg_advisory|in_flight_tag' THEN
        RAISE 'append_event does not register as this benchmark expects: adapt Benchmarks/sql/setup.sql';
    END IF;
    v_before := v_text;
    v_text := regexp_replace(v_text, 'IF \(\s+?SELECT[^;]*?bell_interval_milliseconds.*?END IF;', '');
    IF v_text = v_before OR v_text ~ 'pg_notify|setval' THEN
        RAISE 'append_event does not ring as this benchmark expects: adapt Benchmarks/sql/setup.sql';
    END IF;
    EXECUTE v_text;
END
$$;

-- Before each row.
CREATE FUNCTION bench.empty()
RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    TRUNCATE event_store.events, event_store.streams, event_store.event_ids;
    TRUNCATE bench.plain_events, bench.copied_events, bench.notified;
END
$$;
