# Faults that are planted into the store, to see whether the suite notices. Those of the client are in
# Tests/FaultWorkload/Arguments.swift.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# change_function NAME PATTERN REPLACEMENT: replaces a function by a changed text; fails when the pattern is not there.
change_function() {
    pg_psql "$PG_FOLDER" faults -v name="$1" -v pattern="$2" -v replacement="$3" >/dev/null <<'SQL'
SELECT set_config('plant.name', :'name', false), set_config('plant.pattern', :'pattern', false),
    set_config('plant.replacement', :'replacement', false);
DO $plant$
DECLARE
    v_text text;
    v_changed text;
BEGIN
    SET LOCAL search_path = event_store, pg_temp;
    SELECT pg_get_functiondef(p.oid) INTO STRICT v_text
    FROM pg_proc AS p
    WHERE p.proname = current_setting('plant.name') AND p.pronamespace = 'event_store'::regnamespace;
    v_changed := regexp_replace(v_text, current_setting('plant.pattern'), current_setting('plant.replacement'), 'g');
    IF v_changed = v_text THEN
        RAISE EXCEPTION 'the pattern % is not in %', current_setting('plant.pattern'), current_setting('plant.name');
    END IF;
    EXECUTE v_changed;
END
$plant$;
SQL
}

set_server() {
    local setting
    for setting in "$@"; do
        pg_psql "$PG_FOLDER" faults -c "ALTER SYSTEM SET ${setting%%=*} = '${setting#*=}'"
    done
    pg_psql "$PG_FOLDER" faults -c 'SELECT pg_reload_conf()' >/dev/null
}

# plant NAME: into the store of PG_FOLDER; nothing to do here for those of the client
plant() {
    case $1 in
        synchronous-commit-off)
            change_function append_event "AND current_setting\\('synchronous_commit'\\) <> 'off'" ''
            change_function append_streams "IF current_setting\\('synchronous_commit'\\) = 'off' THEN" 'IF false THEN'
            set_server synchronous_commit=off wal_writer_delay=10s
            ;;
        barrier-removed)
            change_function safe_position 'safe_position := head_position - coalesce\(v_lag, 0\)' 'safe_position := head_position'
            ;;
        registration-after-positions)
            change_function append_event \
                "global_position := CASE WHEN register_in_flight\\(\\) THEN nextval\\('global_positions'\\) END;" \
                "global_position := nextval('global_positions'); already_stored := NOT register_in_flight();"
            change_function append_streams 'IF register_in_flight\(\) THEN' 'IF true THEN'
            change_function append_streams 'v_recorded_at := clock_timestamp\(\);' \
                'v_recorded_at := CASE WHEN register_in_flight() THEN clock_timestamp() END;'
            ;;
        version-check-removed)
            change_function append_event 'AND \(p_expected_version = -2 OR s\.version = p_expected_version\)' ''
            change_function append_streams 'AND \(v_expected_version = -2 OR s\.version = v_expected_version\)' ''
            ;;
        idempotence-removed)
            change_function append_event 'IF FOUND THEN' 'IF true THEN'
            change_function append_streams 'IF v_inserted < v_accepted_events THEN' 'IF false THEN'
            ;;
        bell-before-registration)
            # Decided before the stream is waited for.
            change_function append_event 'already_stored := false;' \
                'already_stored := ring_bell(10, head_position() + 1, 1, clock_timestamp()) AND false;'
            change_function append_event 'IF ring_bell\(v_bell_interval, global_position, 1, v_now\) THEN' 'IF false THEN'
            ;;
        repetition-not-written) change_function refuse_streams 'PERFORM pg_logical_emit_message[^;]*;' '' ;;
        beyond-head-accepted)
            change_function check_checkpoint 'IF p_global_position > v_head THEN' 'IF false THEN'
            change_function check_checkpoint 'IF p_last_event_id IS NOT NULL THEN' 'IF false THEN'
            ;;
        order-by-time)
            change_function read_all 'ORDER BY e\.global_position\s+LIMIT p_limit' 'ORDER BY e.recorded_at, e.global_position LIMIT p_limit'
            ;;
        outbox-times-not-corrected) change_function claim_outbox_messages 'PERFORM correct_outbox_times\(\);' '' ;;
        missing-partition-swallowed)
            pg_psql "$PG_FOLDER" faults -c 'CREATE TABLE event_store.events_default PARTITION OF event_store.events DEFAULT'
            change_function append_event 'WHERE EXISTS \(\s*SELECT FROM partitions AS p[^;]*;' ';'
            change_function append_streams \
                "IF current_setting\\('transaction_isolation'\\) <> 'read committed' OR NOT EXISTS" 'IF false AND NOT EXISTS'
            ;;
        alarm-removed)
            change_function partition_alarm 'WHERE coalesce\(p\.ends' 'WHERE false AND coalesce(p.ends'
            ;;
        checksum-not-verified)
            change_function verify_range 'c\.checksum <> event_checksum\(' 'false AND c.checksum <> event_checksum('
            ;;
        outbox-claimed-without-lock) change_function claim_outbox_messages 'FOR UPDATE SKIP LOCKED' '' ;;
        fsync-off) set_server fsync=off ;;
        # In the faults themselves, because they make the settings.
        asynchronous-standby | server-keepalive-removed) ;;
        no-idle-limit | new-id-on-retry | acknowledged-before-commit | checkpoint-before-handler | single-look | no-slow-timer | \
            no-deadlines | no-keep-alive | checkpoint-apart) ;;
        *) die "there is no plant $1" ;;
    esac
}

# No fault, but what keeps the suite true: a plant whose text is not in its function any more would be planted no more.
fault_plants_fit() {
    local name count=0
    server_create
    pg_psql "$PG_FOLDER" postgres -c 'ALTER DATABASE faults RENAME TO sound'
    for name in $ES_PLANTS; do
        pg_psql "$PG_FOLDER" postgres -c 'DROP DATABASE IF EXISTS faults' -c 'CREATE DATABASE faults TEMPLATE sound' 2>/dev/null
        # In the background, because bash goes on after an error in what stands before `||`.
        plant "$name" >/dev/null 2>"$HOME_FOLDER/plant.log" &
        wait $! || wrong "the plant $name does not fit any more: $(head -n 1 "$HOME_FOLDER/plant.log")"
        count=$((count + 1))
    done
    fact plants "$count"
}
