# Stored events that change behind the server's back.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# Single bytes of stored events are changed in the files of a server that is stopped: any byte of an event's columns, by any
# amount. Each must be found by verify() or verify_streams(), and named.
fault_changed_bytes() {
    local changed=0 batch file offset position byte found
    server_create
    workload_start
    go_on 600 || return 0
    workload_finish
    check_records
    pg_psql "$PG_FOLDER" faults -c 'CREATE EXTENSION pageinspect SCHEMA public' 2>"$HOME_FOLDER/extension.log" ||
        not_run "needs the extension pageinspect: $(tail -n 1 "$HOME_FOLDER/extension.log")"
    value "VACUUM (FREEZE) events" >/dev/null
    value "SELECT count(*) FROM read_all(p_limit => 100000)" >/dev/null
    while ((changed < CYCLES)); do
        # A few at a time, each in an event of its own: a start of the server for each would take long.
        batch=$((CYCLES - changed < 25 ? CYCLES - changed : 25))
        sql -F ' ' -c "CHECKPOINT" -c "$(choose_bytes "$batch")" >"$HOME_FOLDER/bytes"
        pg_stop "$PG_FOLDER"
        file=$PG_FOLDER/data/$(head -n 1 "$HOME_FOLDER/bytes" | cut -d ' ' -f 1)
        cp "$file" "$HOME_FOLDER/sound"
        while read -r _ offset position _; do
            byte=$(od -An -tu1 -j "$offset" -N 1 "$file" | tr -d ' ')
            byte=$((byte ^ (RANDOM % 255 + 1)))
            # shellcheck disable=SC2059 # the format is the byte
            printf "\\x$(printf %x "$byte")" | dd of="$file" bs=1 seek="$offset" conv=notrunc status=none
        done <"$HOME_FOLDER/bytes"
        pg_start "$PG_FOLDER" || die "the server did not start"
        find_changed
        pg_stop "$PG_FOLDER" immediate
        cp "$HOME_FOLDER/sound" "$file"
        pg_own "$file"
        pg_start "$PG_FOLDER" || die "the server did not start"
        changed=$((changed + batch))
        progress "$changed of $CYCLES bytes"
    done
    fact bytes_changed "$changed"
    changed_columns
    check_records
}

# choose_bytes COUNT: SQL for the places of random bytes, each in the columns of another event: file, place in the file,
# position, id, type, aggregate id, version and column offset of the event
choose_bytes() {
    cat <<SQL
WITH partition AS (
    SELECT format('event_store.%I', p.partition_name)::regclass AS name FROM partitions AS p
    WHERE p.lower_bound <= now() AND p.upper_bound > now()
), tuples AS (
    SELECT b.number, i.lp, i.lp_off, i.lp_len, i.t_hoff, p.name
    FROM partition AS p
    CROSS JOIN generate_series(0, pg_relation_size(p.name) / 8192 - 1) AS b (number)
    CROSS JOIN LATERAL public.heap_page_items(public.get_raw_page(p.name::text, b.number::int)) AS i
    WHERE i.lp_len > 0
), chosen AS (
    SELECT *, floor(random() * (lp_len - t_hoff))::int AS inside FROM tuples ORDER BY random() LIMIT $1
)
SELECT pg_relation_filepath(c.name), c.number * 8192 + c.lp_off + c.t_hoff + c.inside, e.global_position, e.event_id,
    e.aggregate_type, e.aggregate_id, e.version, c.inside
FROM chosen AS c
INNER JOIN events AS e ON e.tableoid = c.name::oid AND e.ctid = format('(%s,%s)', c.number, c.lp)::tid
SQL
}

# Looks for the events of the file `bytes` in what verify() and verify_streams() find.
find_changed() {
    local position id type name version inside
    if ! sql -F ' ' -c "SELECT global_position, event_id, aggregate_type, aggregate_id, version FROM verify(p_limit => 100000)" \
        >"$HOME_FOLDER/found" 2>"$HOME_FOLDER/verify.log"; then
        wrong "verify ends with an error instead of naming the event: $(head -n 1 "$HOME_FOLDER/verify.log")"
    fi
    sql -F ' ' -c "SELECT aggregate_type, aggregate_id FROM verify_streams(p_limit => 100000)" >>"$HOME_FOLDER/found" \
        2>"$HOME_FOLDER/verify.log" || wrong "verify_streams ends with an error: $(head -n 1 "$HOME_FOLDER/verify.log")"
    while read -r _ _ position id type name version inside; do
        # By its position, its id, or its stream and version, whichever the change has left.
        if ! grep -Eq "^$position | $id | $type $name $version\$|^$type $name\$" "$HOME_FOLDER/found"; then
            wrong "not found: byte $inside of the event at $position ($id)"
        fi
    done <"$HOME_FOLDER/bytes"
}

# Every column of an event is changed by somebody with all rights, who has switched off what guards the table.
changed_columns() {
    local column expression changed=0
    while read -r column expression; do
        sql -F ' ' -c "SELECT 'file', 0, e.global_position, e.event_id, e.aggregate_type, e.aggregate_id, e.version, '$column'
            FROM events AS e WHERE e.stream_id IN (SELECT s.stream_id FROM streams AS s WHERE s.version > 2)
            ORDER BY random() LIMIT 1" >"$HOME_FOLDER/bytes"
        local id
        id=$(cut -d ' ' -f 4 "$HOME_FOLDER/bytes")
        sql -c "SET session_replication_role = replica" -c "CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM events WHERE false" \
            -c "INSERT INTO kept SELECT * FROM events WHERE event_id = '$id'" \
            -c "UPDATE events SET $column = $expression WHERE event_id = '$id'" >/dev/null
        find_changed
        sql -c "SET session_replication_role = replica" \
            -c "DELETE FROM events AS e USING kept AS k WHERE e.event_id = k.event_id OR (e.stream_id, e.version) = (k.stream_id, k.version)
                OR e.global_position = k.global_position" \
            -c "INSERT INTO events SELECT * FROM kept" -c "TRUNCATE kept" >/dev/null
        changed=$((changed + 1))
    done <<'COLUMNS'
global_position global_position + 1000000
stream_id stream_id + 1000000
version version + 1
timestamp timestamp + interval '1 microsecond'
recorded_at recorded_at - interval '1 second'
event_id gen_random_uuid()
schema_version schema_version + 1
tenant 'other'
aggregate_type 'other'
aggregate_id aggregate_id || 'x'
event_type 'Other'
correlation_id 'other'
causation_id ''
user_id 'somebody'
content_type 'text/plain'
data (data::text||' ')::json
metadata '{}'
checksum sha256(checksum)
COLUMNS
    sql -c "DROP TABLE kept" >/dev/null
    fact columns_changed "$changed"
}
