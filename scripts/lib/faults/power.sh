# The power fails: what was not flushed to the disk is gone.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# The data directory lies on an image of its own that is mounted through a loop device. All processes of the server are
# stopped, the image is copied, and the server goes on from the copy: it lacks what the kernel had not been told to flush.
fault_power_cut() {
    local cycle image=$HOME_FOLDER/image copy=$HOME_FOLDER/copy pid longest=0 since
    ((EUID == 0)) || not_run "needs root to mount an image"
    PG_FOLDER=$(pg_new_folder)
    on_exit "pg_remove '$PG_FOLDER'"
    mkdir "$PG_FOLDER/data"
    truncate -s 2G "$image"
    mkfs.ext4 -q "$image"
    mount -o loop "$image" "$PG_FOLDER/data" 2>"$HOME_FOLDER/mount.log" ||
        not_run "cannot mount an image: $(tail -n 1 "$HOME_FOLDER/mount.log")"
    on_exit "unmount '$PG_FOLDER/data'; rm -f '$image' '$copy'"
    # The newest is undone first: the server must end before its disk goes.
    on_exit "pg_stop '$PG_FOLDER' immediate"
    rmdir "$PG_FOLDER/data/lost+found"
    pg_own "$PG_FOLDER/data"
    chmod 700 "$PG_FOLDER/data"
    pg_create "$PG_FOLDER" "${SERVER_SETTINGS[@]}" -c max_wal_size=128MB
    sync -f "$PG_FOLDER/data"
    server_begin
    # The store and the database were made long before the power fails.
    sql -c CHECKPOINT
    sync -f "$PG_FOLDER/data"
    workload_start
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 100 || return 0
        sleep_randomly 300
        window_begin
        since=$(now_ms)
        for pid in $(server_processes); do kill -STOP "$pid" 2>/dev/null || true; done
        cp --sparse=always "$image" "$copy"
        since=$(($(now_ms) - since))
        if ((since > longest)); then longest=$since; fi
        pg_kill "$PG_FOLDER"
        unmount "$PG_FOLDER/data"
        mv "$copy" "$image"
        mount -o loop "$image" "$PG_FOLDER/data"
        rm -f "$PG_FOLDER/data/postmaster.pid"
        if ! pg_start "$PG_FOLDER" 2>"$HOME_FOLDER/start.log"; then
            wrong "everything is lost: the server does not start from what is on the disk: $(tail -n 1 "$HOME_FOLDER/start.log")"
            return 0
        fi
        window_end
        progress_of "$cycle"
    done
    go_on 100 || return 0
    workload_finish
    fact cuts "$CYCLES"
    fact longest_copy_ms "$longest"
    check_records --late "$LATE_BOUND"
}

# unmount FOLDER: also when somebody has still a file open for a moment
unmount() {
    local tries=0
    until umount "$1" 2>/dev/null; do
        if ((++tries > 50)); then
            umount -l "$1"
            return
        fi
        sleep 0.1
    done
}
