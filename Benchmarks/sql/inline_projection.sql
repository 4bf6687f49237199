-- A projection that writes a row for each event, so that appends do not wait for each other's rows.
CREATE TABLE IF NOT EXISTS bench.projected (global_position bigint PRIMARY KEY, aggregate_id text NOT NULL);

CREATE OR REPLACE FUNCTION bench.project(p_events event_store.recorded_event[], p_generation integer) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO bench.projected SELECT e.global_position, e.aggregate_id FROM unnest(p_events) AS e
$$;

-- Skips what was appended without it: only appends are measured.
CREATE OR REPLACE FUNCTION bench.catch_up() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM event_store.make_projection_asynchronous('bench');
    PERFORM event_store.reset_projection('bench', event_store.head_position());
END
$$;

SELECT event_store.create_sql_projection('bench', 'bench.project', p_start_position => event_store.head_position());
