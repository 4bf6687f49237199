# A standby takes over.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

STANDBY=''

# standby_create: a standby of the server in PG_FOLDER; clients know both
standby_create() {
    STANDBY=$(pg_new_folder)
    on_exit "pg_remove '$STANDBY'"
    pg_as_server "$PG_BIN/pg_basebackup" -d "$(pg_url "$PG_FOLDER" postgres)&application_name=standby" -D "$STANDBY/data" -R -X stream \
        -c fast >"$HOME_FOLDER/basebackup.log" 2>&1 || die "pg_basebackup failed: $(tail -n 1 "$HOME_FOLDER/basebackup.log")"
    sed "s|^socket=.*|socket=$STANDBY|" "$PG_FOLDER/cluster.env" >"$STANDBY/cluster.env"
    : >"$STANDBY/log"
    pg_own "$STANDBY/log"
    chmod 600 "$STANDBY/log"
    echo "unix_socket_directories = '$STANDBY'" >>"$STANDBY/data/postgresql.auto.conf"
    pg_start "$STANDBY" || die "the standby did not start"
    CLIENT_URL="postgresql:///faults?host=$PG_FOLDER,$STANDBY&user=postgres"
    await "a standby that streams" is_value 1 "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
}

synchronous() {
    set_server "synchronous_standby_names=*"
    await "a synchronous standby" is_value 1 "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
}

sender() { value "SELECT pid FROM pg_stat_replication"; }

# take_over: the primary is gone for good, the standby is promoted; PG_FOLDER and URL are then its own
take_over() {
    pg_kill "$PG_FOLDER"
    pg_as_server "$PG_BIN/pg_ctl" -D "$STANDBY/data" -w promote >/dev/null || die "the standby could not be promoted"
    PG_FOLDER=$STANDBY
    URL=$(pg_url "$PG_FOLDER" faults)
}

# The primary sends nothing for a moment, as on a slow network, and then it is gone.
fault_failover_synchronous() {
    local cycle
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        failover_begin
        if [[ $PLANT != asynchronous-standby ]]; then synchronous; fi
        go_on 200 || return 0
        window_begin
        kill -STOP "$(sender)"
        sleep 0.5
        take_over
        go_on 200 || return 0
        window_end
        workload_finish
        check_records --late "$LATE_BOUND"
        failover_end "$cycle"
    done
    fact failovers "$CYCLES"
}

fault_failover_asynchronous() {
    local cycle lost=0 refused=0 name position id answer stopped=0 taken_over
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        failover_begin
        go_on 200 || return 0
        kill -STOP "$(sender)"
        position=$(value "SELECT head_position()")
        go_on 200 || return 0
        await "subscribers that have read what the standby does not have" have_read_beyond "$position"
        kill -STOP "$WORKLOAD_PID"
        taken_over=$(now_ms)
        take_over
        # Wherever a reader keeps its checkpoint, this one is of events that are gone.
        for name in file-0 file-1; do
            IFS=$'\t' read -r _ _ position id < <(grep '^D' "$RECORDS/delivered-$name" | tail -n 1)
            if (($(value "SELECT head_position()") >= position)); then
                wrong "the standby has everything: nothing was tried"
                continue
            fi
            for id in NULL "'$id'"; do
                answer=$(sql -c '\set VERBOSITY sqlstate' -c "SELECT check_checkpoint('$name', $position, $id, (SELECT epoch FROM store))" 2>&1 || true)
                if [[ $answer == *SE011* || $answer == *SE010* ]]; then
                    refused=$((refused + 1))
                else
                    wrong "a checkpoint beyond the head was accepted: $name at $position: $answer"
                fi
            done
        done
        if ((cycle % 2 == 0)); then
            # Others have appended meanwhile: the new head is beyond where the subscribers were.
            while (($(value "SELECT head_position()") <= $(cut -f 3 <<<"$(grep -h '^D' "$RECORDS"/delivered-file-* | sort -n -k 3 | tail -n 1)") + 100)); do
                value "SELECT count(append_event('single', 'new', -1, 'Appended', '{}')) FROM generate_series(1, 500)" >/dev/null
            done
        fi
        kill -CONT "$WORKLOAD_PID"
        go_on 200 || return 0
        workload_finish
        check_records --allow lost --taken-over "$taken_over" --expect checkpointBeyondHead --expect checkpointOfOtherHistory
        lost=$((lost + $(counted acknowledged_lost)))
        stopped=$((stopped + $(wc -l <"$RECORDS/stopped")))
        failover_end "$cycle"
    done
    fact failovers "$CYCLES"
    fact acknowledged_lost "$lost"
    fact checkpoints_refused "$refused"
    fact subscriptions_refused "$stopped"
}

# have_read_beyond POSITION
have_read_beyond() {
    local name
    for name in file-0 file-1; do
        (($(awk -F '\t' '$1 == "D" { last = $3 } END { print last + 0 }' "$RECORDS/delivered-$name") > $1)) || return 1
    done
}

failover_begin() {
    rm -rf "$RECORDS"
    mkdir "$RECORDS"
    server_create -c wal_level=replica -c max_wal_senders=5
    standby_create
    workload_start
}

failover_end() {
    pg_stop "$STANDBY" immediate
    progress_of "$1"
}

# The synchronous standby is gone: a commit waits, and no timer of the server ends it. The caller is told in time that it
# cannot be known, nothing is acknowledged that only one server has, and the repetition settles it.
fault_standby_gone() {
    local cycle longest=0 id version moment limits=(--statement 1000 --lock 1000 --call 2000 --grace 1000 --retries 0)
    server_create -c wal_level=replica -c max_wal_senders=5
    standby_create
    synchronous
    CLIENT_URL=''
    mapfile -t SINGLE_PLANT < <(plant_arguments)
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        id=$(value "SELECT new_event_id()")
        moment=$(($(now_ms) / 1000))
        version=$(value "SELECT stream_version('single', 'held')")
        pg_stop "$STANDBY" immediate
        append_single 20 --stream held --id "$id" --timestamp "$moment" --expected "$version" "${limits[@]}"
        if ((TOOK > longest)); then longest=$TOOK; fi
        [[ $ANSWER == unknown* && $TOOK -le 4000 ]] ||
            wrong "an append that no standby has was not reported as unknown within its limit of 2 s: after $TOOK ms: $ANSWER"
        # The event is there, on one server only; repeating it must not make it look safe.
        append_single 20 --stream held --id "$id" --timestamp "$moment" --expected "$version" "${limits[@]}"
        [[ $ANSWER == unknown* && $TOOK -le 4000 ]] ||
            wrong "the repetition of an append that no standby has was acknowledged: after $TOOK ms: $ANSWER"
        pg_start "$STANDBY" || die "the standby did not start"
        append_single 30 --stream held --id "$id" --timestamp "$moment" --expected "$version" --call 20000
        [[ $ANSWER == stored* || $ANSWER == new* ]] || wrong "the repetition did not settle it: $ANSWER"
        if [[ $(value "SELECT stream_version('single', 'held')") != $((version + 1)) ]]; then
            wrong "repeated: the event is not stored once"
        fi
        progress_of "$cycle"
    done
    fact standbys_gone "$CYCLES"
    fact longest_answer_ms "$longest"
    if [[ -n $(value "SELECT problem FROM verify()") ]]; then wrong "verify finds something"; fi
}
