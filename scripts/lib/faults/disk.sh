# Disks that are full.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# limited_disk FOLDER MEGABYTES: a file system in memory whose size can be changed
limited_disk() {
    mkdir -p "$1"
    mount -t tmpfs -o "size=$2m,mode=700" tmpfs "$1" 2>"$HOME_FOLDER/mount.log" ||
        not_run "cannot mount a tmpfs: $(tail -n 1 "$HOME_FOLDER/mount.log")"
    on_exit "unmount '$1'"
    pg_own "$1"
}

# disk_leave FOLDER KILOBYTES: so much is left of it
disk_leave() {
    local used
    used=$(df -k --output=used "$1" | tail -n 1)
    mount -o "remount,size=$((used + $2))k" "$1"
}

# failures_since LINE CODES: how many calls have failed so, after that line of the records
failures_since() { tail -n "+$(($1 + 1))" "$RECORDS/failures" | awk -F '\t' -v codes="$2" '$3 ~ codes { n++ } END { print n + 0 }'; }

# reads_go_on POSTMASTER: a server that is there reads, unless it says that it recovers or ends; one that is gone need not
reads_go_on() {
    local until=$(($(now_ms) + 5000))
    until value "SELECT count(*) FROM read_all(p_limit => 10)" >/dev/null 2>"$HOME_FOLDER/read.log"; do
        # PostgreSQL lets nobody in when it has to write its cache of the catalog anew and cannot; who is in reads on.
        if [[ $FAULT == data-disk-full ]] && grep -q 'could not write init file' "$HOME_FOLDER/read.log"; then return 0; fi
        if grep -Eq 'recovery|starting up|shutting down|terminat' "$HOME_FOLDER/read.log"; then return 0; fi
        # Between its decision to end and its end nobody is let in.
        if ! kill -0 "$1" 2>/dev/null; then return 0; fi
        if (($(now_ms) > until)); then return 1; fi
        sleep 0.1
    done
}

# fill_disk DISK MEGABYTES KILOBYTES_LEFT CODES
fill_disk() {
    local disk=$1 size=$2 left=$3 codes=$4 cycle before until postmaster restarts=0
    workload_start
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 100 || return 0
        read -r postmaster <"$PG_FOLDER/data/postmaster.pid"
        if [[ $FAULT == data-disk-full ]]; then session_open reader; fi
        window_begin
        before=$(wc -l <"$RECORDS/failures")
        disk_leave "$disk" "$left"
        until=$(($(now_ms) + 60000))
        while (($(failures_since "$before" "$codes") < 5)); do
            if (($(now_ms) > until)); then
                wrong "no typed error ($codes) within 60 s after the disk was full: $(tail -n 1 "$RECORDS/failures")"
                return 0
            fi
            sleep 0.05
        done
        sleep 1
        reads_go_on "$postmaster" || wrong "reading fails while the disk is full: $(tail -n 1 "$HOME_FOLDER/read.log")"
        if [[ $FAULT == data-disk-full ]]; then
            session_do reader "SELECT 'read ' || count(*) FROM read_all(p_limit => 10);"
            grep -q '^read 10$' "$HOME_FOLDER/session-reader.out" ||
                wrong "a connection that was there cannot read while the disk is full: $(tail -n 3 "$HOME_FOLDER/session-reader.out")"
            session_close reader
        fi
        mount -o "remount,size=${size}m" "$disk"
        if ! kill -0 "$postmaster" 2>/dev/null || [[ ! -f $PG_FOLDER/data/postmaster.pid ]]; then
            restarts=$((restarts + 1))
        fi
        # What a service manager does; nothing else is repaired.
        restart_until 60 || wrong "the server does not start after room was made"
        go_on 100 || return 0
        window_end
        progress_of "$cycle"
    done
    go_on 100 || return 0
    workload_finish
    if [[ $FAULT == data-disk-full ]] && ((restarts > 0)); then wrong "the server ended although only the disk of the data was full"; fi
    grep -q 'No space left on device' "$PG_FOLDER/log" || wrong "the server never met a full disk: nothing was tried"
    fact fillings "$CYCLES"
    fact panics "$(grep -c 'PANIC:' "$PG_FOLDER/log" || true)"
    fact server_ended "$restarts"
    fact typed_errors "$(wc -l <"$RECORDS/failures")"
    check_records --late "$LATE_BOUND"
}

# The disk of the data is full: the writers are told so, readers go on, the server lives.
fault_data_disk_full() {
    ((EUID == 0)) || not_run "needs root to mount a tmpfs"
    PG_FOLDER=$(pg_new_folder)
    on_exit "pg_remove '$PG_FOLDER'"
    limited_disk "$PG_FOLDER/data" 1024
    on_exit "pg_stop '$PG_FOLDER' immediate"
    pg_create "$PG_FOLDER" "${SERVER_SETTINGS[@]}"
    mv "$PG_FOLDER/data/pg_wal" "$PG_FOLDER/wal"
    ln -s "$PG_FOLDER/wal" "$PG_FOLDER/data/pg_wal"
    server_begin
    fill_disk "$PG_FOLDER/data" 1024 1024 '^resourcesExhausted$'
}

# The disk of the write-ahead log is full: the server itself ends, and must come back with everything.
fault_wal_disk_full() {
    ((EUID == 0)) || not_run "needs root to mount a tmpfs"
    PG_FOLDER=$(pg_new_folder)
    on_exit "pg_remove '$PG_FOLDER'"
    pg_create "$PG_FOLDER" "${SERVER_SETTINGS[@]}" -c min_wal_size=32MB
    limited_disk "$PG_FOLDER/wal" 1024
    on_exit "pg_stop '$PG_FOLDER' immediate"
    mv "$PG_FOLDER"/data/pg_wal/* "$PG_FOLDER/wal/"
    rmdir "$PG_FOLDER/data/pg_wal"
    ln -s "$PG_FOLDER/wal" "$PG_FOLDER/data/pg_wal"
    server_begin
    fill_disk "$PG_FOLDER/wal" 1024 1024 '^(resourcesExhausted|connectionLost|connectionFailed|poolExhausted)$'
}
