-- Creates the monthly partitions (UTC) of events that a range of time needs and that do not exist yet.
-- p_until is included. Returns the names of those it made.
--
-- Concurrency: a transaction-level advisory lock makes a second creator wait. Each partition is made as a table of its own
-- and attached, which takes SHARE UPDATE EXCLUSIVE on events: appends and reads go on.
-- Errors: SE005 when the range is empty, infinite or wider than 1,200 months, or begins before earliest_timestamp;
-- SE016 when a relation that is not a partition bears the name.
CREATE OR REPLACE FUNCTION create_partitions(p_from timestamptz, p_until timestamptz)
RETURNS SETOF text
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
SET timezone TO 'UTC'
SET client_min_messages TO 'warning'
AS $function$
DECLARE
    v_lower timestamptz;
    v_upper timestamptz;
    v_name text;
    v_earliest timestamptz := (SELECT store.earliest_timestamp FROM store);
BEGIN
    PERFORM require_all_tenants();
    IF p_from IS NULL OR p_until IS NULL OR NOT isfinite(p_from) OR NOT isfinite(p_until) OR p_from > p_until
        OR p_from < date_trunc('month', v_earliest)
        OR date_trunc('month', p_until) >= date_trunc('month', p_from) + interval '1200 months'
        OR p_until > '9999-01-01 00:00:00+00'
    THEN
        PERFORM raise_error(
            'SE005',
            format('cannot create partitions from %s until %s', p_from, p_until),
            json_build_object('from', p_from, 'until', p_until, 'earliest_timestamp', v_earliest),
            'Give a finite range of at most 1,200 months that begins no earlier than the setting earliest_timestamp.'
        );
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('event_store.partitions.' || current_schema(), 0));
    FOR v_lower IN
        SELECT m FROM generate_series(date_trunc('month', p_from), date_trunc('month', p_until), interval '1 month') AS m
    LOOP
        v_upper := v_lower + interval '1 month';
        v_name := 'events_' || to_char(v_lower, 'YYYY_MM');
        CONTINUE WHEN EXISTS (
            SELECT FROM partitions AS p WHERE p.lower_bound < v_upper AND p.upper_bound > v_lower
        );
        IF to_regclass(format('%I.%I', current_schema(), v_name)) IS NOT NULL THEN
            PERFORM raise_error(
                'SE016', format('the relation %s exists and is not a partition of events', v_name),
                json_build_object('relation', v_name), 'Attach, rename or drop it, then create the partition again.'
            );
        END IF;
        EXECUTE format(
            'CREATE TABLE %1$I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', v_name
        );
        EXECUTE format(
            'ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', v_name, v_lower, v_upper
        );
        EXECUTE format('REVOKE ALL ON TABLE %I FROM PUBLIC', v_name);
        PERFORM guard_table(format('%I', v_name)::regclass);
        INSERT INTO partitions (partition_name, lower_bound, upper_bound, first_position)
        VALUES (v_name, v_lower, v_upper, head_position() + 1);
        RETURN NEXT v_name;
    END LOOP;
END
$function$;

COMMENT ON FUNCTION create_partitions(timestamptz, timestamptz) IS
'Creates the monthly partitions that the range of time needs (both ends included) and returns the names of the new ones.';

REVOKE ALL ON FUNCTION create_partitions(timestamptz, timestamptz) FROM PUBLIC;
