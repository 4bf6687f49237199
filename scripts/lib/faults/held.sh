# Sessions that hold what others need.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# --- Sessions of psql that are told what to do, one statement after the other ------------------------------

declare -A SESSION_PID=()

# session_open NAME
session_open() {
    local fifo=$HOME_FOLDER/session-$1
    rm -f "$fifo" "$fifo.out"
    mkfifo "$fifo"
    PGAPPNAME=$1 pg_psql "$PG_FOLDER" faults -At -v ON_ERROR_STOP=0 <"$fifo" >"$fifo.out" 2>&1 &
    SESSION_PID[$1]=$!
    on_exit "kill -KILL ${SESSION_PID[$1]} 2>/dev/null || true"
    # Kept open, or psql would end after the first statement.
    eval "exec {SESSION_FD_$1}>'$fifo'"
    session_do "$1" "SET search_path = event_store;"
}

# session_send NAME SQL: does not wait
session_send() {
    local descriptor=SESSION_FD_$1
    printf '%s\n' "$2" >&"${!descriptor}"
}

# session_do NAME SQL: waits until it is done
session_do() {
    local mark=done-$RANDOM-$RANDOM until=$(($(now_ms) + 30000))
    session_send "$1" "$2"
    session_send "$1" "\\echo $mark"
    until grep -q -- "$mark" "$HOME_FOLDER/session-$1.out"; do
        if (($(now_ms) > until)); then die "the session $1 does not answer: $(tail -n 3 "$HOME_FOLDER/session-$1.out")"; fi
        sleep 0.01
    done
}

session_close() {
    local descriptor=SESSION_FD_$1
    eval "exec ${!descriptor}>&-"
    kill "${SESSION_PID[$1]}" 2>/dev/null || true
    wait "${SESSION_PID[$1]}" 2>/dev/null || true
}

backend_of() { value "SELECT pid FROM pg_stat_activity WHERE application_name = '$1'"; }

# append_single LIMIT_SECONDS [arguments]: one append to the stream that is held; sets ANSWER and TOOK
append_single() {
    local limit=$1 since
    shift
    since=$(now_ms)
    ANSWER=$(timeout "$limit" "$WORKLOAD" append --url "$URL" "${SINGLE_PLANT[@]}" "$@" || true)
    TOOK=$(($(now_ms) - since))
    # The program's own beginning is not the store's.
    if [[ $ANSWER == *$'\t'* ]]; then TOOK=$(cut -f 2 <<<"$ANSWER"); fi
}
SINGLE_PLANT=()

# A backend is stopped while it holds a stream: it answers nobody, and no timer of its own ends it.
#
# In every second cycle it has appended already and is registered in flight: readers by position then wait below it, as they
# must, and are answered all the same.
fault_backend_stopped() {
    local cycle pid longest=0 longest_read=0 since
    server_create
    mapfile -t SINGLE_PLANT < <(plant_arguments)
    workload_start --pause 100
    "$WORKLOAD" append --url "$URL" --stream held >/dev/null
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 20 || return 0
        session_open holder
        session_do holder "BEGIN;"
        if ((cycle % 2 == 0)); then
            window_begin
            session_do holder "SELECT stream_version FROM append_event('single', 'held', -1, 'Held', '{}');"
        else
            session_do holder "SELECT version FROM streams WHERE aggregate_type = 'single' AND aggregate_id = 'held' FOR UPDATE;"
        fi
        pid=$(backend_of holder)
        kill -STOP "$pid"
        append_single 20 --stream held --lock 1000 --retries 0
        if ((TOOK > longest)); then longest=$TOOK; fi
        [[ $ANSWER == refused*contention* && $TOOK -le 3000 ]] ||
            wrong "an append to a held stream did not fail typed within its limit of 1 s: after $TOOK ms: $ANSWER"
        go_on 60 15 || true
        since=$(now_ms)
        for _ in 1 2 3 4 5; do
            value "SELECT count(*) FROM read_stream('single', 'held')" >/dev/null
            value "SELECT count(*) FROM read_all(p_limit => 100)" >/dev/null
            value "SELECT count(*) FROM health()" >/dev/null
        done
        since=$((($(now_ms) - since) / 5))
        if ((since > longest_read)); then longest_read=$since; fi
        if ((since > 2000)); then wrong "reading stops: three reads took $since ms"; fi
        if ((cycle % 2 == 0)) && [[ $(value "SELECT pid FROM in_flight_appenders() WHERE pid = $pid") != "$pid" ]]; then
            wrong "in_flight_appenders() does not name the backend that keeps readers waiting"
        fi
        kill -CONT "$pid"
        session_do holder "ROLLBACK;"
        session_close holder
        if ((cycle % 2 == 0)); then window_end 1000; fi
        progress_of "$cycle"
    done
    go_on 20 || return 0
    workload_finish
    fact stops "$CYCLES"
    fact longest_refusal_ms "$longest"
    fact longest_three_reads_ms "$longest_read"
    check_records --late "$LATE_BOUND"
    fact late_max_ms "$(counted late_max_ms)"
}

# A program leaves a transaction open that holds a stream and keeps readers waiting.
fault_transaction_idle() {
    local cycle holder longest=0
    server_create
    mapfile -t SINGLE_PLANT < <(plant_arguments)
    workload_start --pause 50
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 20 || return 0
        window_begin
        "$WORKLOAD" hold --url "$URL" --name holder --stream held --seconds 30 --idle 1000 "${SINGLE_PLANT[@]}" \
            >"$HOME_FOLDER/hold" 2>&1 </dev/null &
        holder=$!
        on_exit "kill -KILL $holder 2>/dev/null || true"
        await "a transaction that holds a stream" grep -q holding "$HOME_FOLDER/hold"
        append_single 20 --stream held --lock 8000
        if ((TOOK > longest)); then longest=$TOOK; fi
        [[ $ANSWER == new* && $TOOK -le 3000 ]] || wrong "stalled by a transaction left idle for longer than its limit of 1 s: after $TOOK ms: $ANSWER"
        go_on 20 || return 0
        kill -KILL "$holder" 2>/dev/null || true
        wait "$holder" 2>/dev/null || true
        window_end 1000
        progress_of "$cycle"
    done
    go_on 20 || return 0
    workload_finish
    fact transactions "$CYCLES"
    fact longest_stall_ms "$longest"
    check_records --late "$LATE_BOUND"
}

# Appends that keep silent, because somebody else is just ringing the bell, or that have to wait while he does. The slow timer of
# the subscribers is out of reach here, so what is slept through shows.
fault_silent_append() {
    local cycle position longest=0 appender
    server_create
    workload_start --writers 0 --relay no --slow-timer 20000
    "$WORKLOAD" append --url "$URL" --stream held >/dev/null
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        session_open holder
        session_open ringer
        if ((cycle % 2 == 1)); then
            # It waits for its stream, and registers only after the subscribers have looked again: it must ring itself.
            session_do holder "BEGIN; SELECT version FROM streams WHERE aggregate_type = 'single' AND aggregate_id = 'held' FOR UPDATE;"
            session_do ringer "BEGIN; SELECT stream_version FROM append_event('single', 'ringer', -1, 'Rang', '{}');"
            "$WORKLOAD" append --url "$URL" --name waiting --stream held >"$HOME_FOLDER/waiting" 2>&1 &
            appender=$!
            await "an append that waits for its stream" is_value t \
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name = 'waiting' AND wait_event_type = 'Lock'"
            session_do ringer "COMMIT;"
            sleep 1
            session_do holder "COMMIT;"
            wait "$appender" || true
            position=$(cut -f 5 "$HOME_FOLDER/waiting")
        else
            # It is in flight when the bell rings, and commits without a ring: the subscribers must look again.
            session_do ringer "BEGIN; SELECT stream_version FROM append_event('single', 'ringer', -1, 'Rang', '{}');"
            session_do holder "BEGIN; SELECT 'position ' || global_position FROM append_event('single', 'silent', -1, 'Silent', '{}');"
            session_do ringer "COMMIT;"
            sleep 0.3
            session_do holder "COMMIT;"
            position=$(sed -n 's/^position //p' "$HOME_FOLDER/session-holder.out" | tail -n 1)
        fi
        await_delivery "$position"
        if ((TOOK > longest)); then longest=$TOOK; fi
        session_close holder
        session_close ringer
    done
    workload_finish
    fact appends "$CYCLES"
    fact longest_wait_ms "$longest"
    check_records
}

# await_delivery POSITION: waits until the subscribers with a file have the event; sets TOOK
await_delivery() {
    local since name
    since=$(now_ms)
    for name in file-0 file-1; do
        until grep -q $'\t'"$1"$'\t' "$RECORDS/delivered-$name"; do
            if (($(now_ms) - since > LATE_BOUND)); then
                wrong "late: the event at $1 is not delivered to $name after $LATE_BOUND ms"
                break
            fi
            sleep 0.01
        done
    done
    TOOK=$(($(now_ms) - since))
}
