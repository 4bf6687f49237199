# Clocks, and what should have happened in time.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

FAKETIME_LIBRARY=''

# clock_create: a server whose clock can be set while it runs
clock_create() {
    FAKETIME_LIBRARY=$(find /usr/lib -name libfaketimeMT.so.1 2>/dev/null | head -n 1)
    [[ -n $FAKETIME_LIBRARY ]] || not_run "needs libfaketime"
    PG_FOLDER=$(pg_new_folder)
    on_exit "pg_remove '$PG_FOLDER'"
    pg_create "$PG_FOLDER" "${SERVER_SETTINGS[@]}"
    set_clock +0
    # Only the server: the client has a clock of its own.
    export FAKETIME_TIMESTAMP_FILE=$PG_FOLDER/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1
    LD_PRELOAD=$FAKETIME_LIBRARY pg_start "$PG_FOLDER" || not_run "the server does not start with libfaketime"
    server_begin
}

# set_clock OFFSET: against the true time, as libfaketime reads it
set_clock() {
    echo "$1" >"$PG_FOLDER/clock.new"
    chmod 644 "$PG_FOLDER/clock.new"
    pg_own "$PG_FOLDER/clock.new"
    mv "$PG_FOLDER/clock.new" "$PG_FOLDER/clock"
}

# The server's clock goes back by two hours, and later forward again.
fault_clock_back() {
    local cycle inversions until
    clock_create
    workload_start --pause 20
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 100 || return 0
        set_clock -2h
        go_on 100 || return 0
        # What the outbox had before, with the clock that was ahead, is published with the one that is behind.
        until=$(($(now_ms) + 30000))
        while [[ $(value "SELECT count(*) FROM outbox WHERE done_at IS NULL AND recorded_at > clock_timestamp() + interval '1 hour'") != 0 ]]; do
            if (($(now_ms) > until)); then
                wrong "stalled: messages from before the clock went back are not published within 30 s"
                return 0
            fi
            sleep 0.1
        done
        set_clock +0
        progress_of "$cycle"
    done
    go_on 100 || return 0
    workload_finish
    inversions=$(value "SELECT count(*) FROM (
        SELECT recorded_at < lag(recorded_at) OVER (ORDER BY global_position) - interval '1 hour' AS is_back FROM events
    ) AS e WHERE is_back")
    if ((inversions < CYCLES)); then wrong "the clock did not go back: nothing was tried"; fi
    fact set_back "$CYCLES"
    # Forward, the clock ends leases: then a stream may be published by two at once. In order, and completely, all the same.
    check_records --late "$LATE_BOUND" --allow overlap
    fact late_max_ms "$(counted late_max_ms)"
}

# alarm: the severity of the partition alarm, or nothing
alarm() { value "SELECT severity FROM partition_alarm()"; }

# Nobody runs maintain_partitions() for three months.
fault_partition_job_missed() {
    local ends now before id answer
    MONTHS=3 clock_create
    workload_start
    go_on 200 || return 0
    workload_finish
    check_records
    ends=$(value "SELECT extract(EPOCH FROM max(upper_bound))::bigint FROM partitions")
    now=$(($(now_ms) / 1000))

    set_clock "+$((ends - now - 40 * 86400))"
    [[ -z $(alarm) ]] || wrong "the alarm sounds 40 days before the partitions end"
    set_clock "+$((ends - now - 20 * 86400))"
    [[ $(alarm) == warning ]] || wrong "no warning 20 days before the partitions end: the alarm did not come first"
    value "SELECT stream_version FROM append('single', 'months', -1, '[{\"event_type\": \"Appended\", \"data\": {}}]')" >/dev/null ||
        wrong "an append was refused while there were partitions"
    set_clock "+$((ends - now - 43200))"
    [[ $(alarm) == critical ]] || wrong "no critical alarm 12 hours before the partitions end: the alarm did not come first"

    set_clock "+$((ends - now + 86400))"
    before=$(value "SELECT count(*) FROM events")
    answer=$(sql -c '\set VERBOSITY sqlstate' -c "SELECT append('single', 'months', -1, '[{\"event_type\": \"Appended\", \"data\": {}}]')" 2>&1 || true)
    [[ $answer == *SE003* ]] || wrong "an append without a partition was not refused with SE003: $answer"
    id=$(value "SELECT new_event_id()")
    append_single 20 --stream months --id "$id" --timestamp $((ends + 86400))
    [[ $ANSWER == refused*partitionMissing*SE003* ]] || wrong "the client was not told of SE003: $ANSWER"
    [[ $(value "SELECT count(*) FROM events") == "$before" && $(value "SELECT stream_version('single', 'months')") == 1 ]] ||
        wrong "a refused append has left something"
    [[ $(value "SELECT count(*) FROM read_stream('single', 'months')") == 1 ]] || wrong "what was stored cannot be read"

    value "SELECT count(*) FROM maintain_partitions()" >/dev/null || wrong "maintain_partitions() fails"
    append_single 20 --stream months --id "$id" --timestamp $((ends + 86400))
    [[ $ANSWER == new* ]] || wrong "the same append is refused after maintain_partitions(): $ANSWER"
    [[ -z $(alarm) ]] || wrong "the alarm sounds after maintain_partitions()"
    fact months_missed 3
    check_records --end no
}
