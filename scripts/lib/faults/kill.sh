# Processes that are killed.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# SIGKILL to all processes of the server at once, under load, again and again.
fault_server_killed() {
    local cycle since longest=0
    server_create
    workload_start
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 100 || return 0
        sleep_randomly 300
        since=$(now_ms)
        window_begin
        pg_kill "$PG_FOLDER"
        pg_start "$PG_FOLDER" || die "the server did not start again"
        since=$(($(now_ms) - since))
        if ((since > longest)); then longest=$since; fi
        window_end
        progress_of "$cycle"
    done
    go_on 100 || return 0
    workload_finish
    fact kills "$CYCLES"
    fact longest_restart_ms "$longest"
    check_records --late "$LATE_BOUND"
}

# SIGKILL to the client: the next process goes on from what was written down.
fault_client_killed() {
    local cycle
    server_create
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        workload_start
        go_on 100 || return 0
        sleep_randomly 300
        kill -KILL "$WORKLOAD_PID"
        wait "$WORKLOAD_PID" 2>/dev/null || true
        progress_of "$cycle"
    done
    workload_start
    go_on 100 || return 0
    workload_finish
    fact kills "$CYCLES"
    check_records
}
