# What the faults share: a server of their own, the workload against it, what is found wrong, what is reported.
# shellcheck shell=bash
# shellcheck disable=SC2034 # the files of this folder share their variables
# shellcheck source=scripts/lib/postgres.sh
. "$(dirname "${BASH_SOURCE[0]}")/../postgres.sh"

# Set by scripts/lib/faults/run.
FAULT='' PLANT='' CYCLES=1 WORKLOAD='' HOME_FOLDER=''
# Where the workload writes down what it was told.
RECORDS=''
URL=''
# Where the workload connects to, if not to URL, and what it is started by.
CLIENT_URL='' WORKLOAD_PREFIX=()
WORKLOAD_PID=''
# An event may be delivered so many milliseconds after its acknowledgement: the slow timer (500), and 1,500 for a loaded machine.
LATE_BOUND=2000

# --- Findings and facts ------------------------------------------------------------------------------

# Something that must not be; the fault goes on where it can.
wrong() {
    printf '%s\n' "$*" >>"$HOME_FOLDER/wrong"
    if [[ -z $PLANT ]]; then warn "$FAULT: $*"; fi
}
# A number or word for the report.
fact() { printf '%s\t%s\n' "$1" "$2" >>"$HOME_FOLDER/facts"; }
# The machine lacks what the fault needs: reported as not run, never as passed.
not_run() {
    printf '%s\n' "$*" >"$HOME_FOLDER/not-run"
    warn "$FAULT: not run: $*"
    exit 3
}
progress() { [[ -n ${ES_QUIET:-} ]] || printf '  %s: %s\n' "$FAULT${PLANT:+ with $PLANT}" "$*" >&2; }

# progress_of CYCLE: a line now and then
progress_of() {
    local step=$((CYCLES / 10))
    if ((CYCLES >= 10 && $1 % (step > 0 ? step : 1) == 0)); then
        progress "$1 of $CYCLES, $(acknowledged) operations acknowledged"
    fi
}

# await WHAT COMMAND [ARGUMENT]...: until the command succeeds; the suite is broken when it does not within 60 s
await() {
    local what=$1 until=$(($(now_ms) + 60000))
    shift
    until "$@"; do
        if (($(now_ms) > until)); then die "waited 60 s for $what"; fi
        sleep 0.02
    done
}
# is_value VALUE SQL
is_value() { [[ $(value "$2" 2>/dev/null) == "$1" ]]; }

# --- The server --------------------------------------------------------------------------------------

# Small enough to begin quickly, and durable.
SERVER_SETTINGS=(-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c shared_buffers=64MB -c max_wal_size=512MB
    -c max_connections=100 -c jit=off -c autovacuum_naptime=10s)

# server_create [pg_create arguments]: a private server in PG_FOLDER, with the store and the plant in it
server_create() {
    PG_FOLDER=$(pg_new_folder)
    on_exit "pg_remove '$PG_FOLDER'"
    pg_create "$PG_FOLDER" "${SERVER_SETTINGS[@]}" "$@"
    server_begin
}

# server_begin: starts the server of PG_FOLDER and installs the store
server_begin() {
    # Undone before the folder goes: what the server said stays beside what was found wrong.
    on_exit "cp '$PG_FOLDER/log' '$HOME_FOLDER/server.log.$(basename "$PG_FOLDER")' 2>/dev/null || true"
    pg_start "$PG_FOLDER" || die "the server did not start"
    pg_createdb "$PG_FOLDER" faults
    URL=$(pg_url "$PG_FOLDER" faults)
    prepare_store
}

prepare_store() {
    "$WORKLOAD" prepare --url "$URL" --months "${MONTHS:-1}"
    if [[ -n $PLANT ]]; then plant "$PLANT"; fi
}

sql() { pg_psql "$PG_FOLDER" faults -At -c "SET search_path = event_store" -c "SET client_min_messages = warning" "$@"; }
# value SQL: one value
value() { sql -c "$1"; }

server_processes() {
    local postmaster
    read -r postmaster <"$PG_FOLDER/data/postmaster.pid"
    echo "$postmaster $(pg_children "$postmaster")"
}

# restart_until LIMIT_SECONDS: starts the server again and again, as a service manager does
restart_until() {
    local until=$(($(now_ms) + $1 * 1000))
    while ! pg_start "$PG_FOLDER" 2>/dev/null; do
        if (($(now_ms) > until)); then return 1; fi
        sleep 0.5
    done
}

# --- The workload ------------------------------------------------------------------------------------

plant_arguments() {
    if [[ -n $PLANT ]]; then printf '%s\n' --plant "$PLANT"; fi
}

# workload_start [arguments]
workload_start() {
    local planted
    mapfile -t planted < <(plant_arguments)
    rm -f "$RECORDS/finish"
    "${WORKLOAD_PREFIX[@]}" "$WORKLOAD" run --url "${CLIENT_URL:-$URL}" --folder "$RECORDS" "${planted[@]}" "$@" \
        >>"$RECORDS/output" 2>&1 </dev/null &
    WORKLOAD_PID=$!
    on_exit "kill -KILL $WORKLOAD_PID 2>/dev/null || true"
}

acknowledged() { if [[ -f $RECORDS/acknowledged ]]; then wc -l <"$RECORDS/acknowledged"; else echo 0; fi; }

# go_on COUNT [LIMIT_SECONDS]: waits until that many more operations are acknowledged
go_on() {
    local goal=$(($(acknowledged) + $1)) until=$(($(now_ms) + ${2:-60} * 1000))
    while (($(acknowledged) < goal)); do
        if ! kill -0 "$WORKLOAD_PID" 2>/dev/null; then
            tail -n 5 "$RECORDS/output" >&2
            die "the workload has ended"
        fi
        if (($(now_ms) > until)); then
            wrong "appends did not go on within ${2:-60} s"
            return 1
        fi
        sleep 0.02
    done
}

# workload_finish [LIMIT_SECONDS]: the writers end, the subscribers do the last event
workload_finish() {
    local until=$(($(now_ms) + ${1:-150} * 1000)) status=0 is_killed=no
    touch "$RECORDS/finish"
    while kill -0 "$WORKLOAD_PID" 2>/dev/null; do
        if (($(now_ms) > until)); then
            wrong "the workload did not end within ${1:-150} s"
            kill -KILL "$WORKLOAD_PID"
            is_killed=yes
            break
        fi
        sleep 0.05
    done
    wait "$WORKLOAD_PID" || status=$?
    # Those that are stuck are among the violations.
    if ((status != 0)) && [[ $is_killed == no ]] && ! { ((status == 1)) && grep -q '^stuck' "$RECORDS/violations"; }; then
        tail -n 5 "$RECORDS/output" >&2
        wrong "the workload broke with exit code $status: $(tail -n 1 "$RECORDS/output")"
    fi
}

# window_begin, window_end: lateness is not measured in between, when nothing can be delivered
window_begin() { WINDOW=$(now_ms); }
# window_end [MILLISECONDS]: and so long afterwards, while connections are made again
window_end() { printf '%s\t%s\n' "$WINDOW" "$(($(now_ms) + ${1:-3000}))" >>"$RECORDS/windows"; }

# check_records [arguments]: compares the records with the store
check_records() {
    local status=0
    "$WORKLOAD" check --url "$URL" --folder "$RECORDS" "$@" >"$HOME_FOLDER/check.json" 2>"$HOME_FOLDER/check.log" || status=$?
    case $status in
        0) ;;
        2) wrong "the records and the store differ: $(sed -n 's/.*"wrong": //p' "$HOME_FOLDER/check.json" | cut -c 1-800)" ;;
        *)
            cat "$HOME_FOLDER/check.log" >&2
            # A store that cannot be read after a fault is no broken harness.
            wrong "the store could not be read: $(tail -n 1 "$HOME_FOLDER/check.log" | cut -c 1-300)"
            ;;
    esac
}

# counted NAME: a number of the last check
counted() { sed -n "s/.*\"$1\": \\([0-9]*\\).*/\\1/p" "$HOME_FOLDER/check.json" | head -n 1; }

# sleep_randomly MILLISECONDS: up to so long
sleep_randomly() { sleep "0.$(printf '%03d' $((RANDOM % $1)))"; }
