# Stored events that change behind the server's back.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# Single bytes of stored events are changed in the files of a server that is stopped: any byte of an event's columns, by any
# amount. Each must be found by verify() or verify_streams(), and named.
fault_changed_bytes() {
    local changed=0 batch file files offset byte
    server_create
    workload_start
    go_on 600 || return 0
    workload_finish
    check_records
    pg_psql "$PG_FOLDER" faults -c 'CREATE EXTENSION pageinspect SCHEMA public' 2>"$HOME_FOLDER/extension.log" ||
        not_run "needs the extension pageinspect: $(tail -n 1 "$HOME_FOLDER/extension.log")"
    large_events
    value "CREATE TABLE public.fault_sums AS SELECT event_id, md5(e::text) AS sum FROM events AS e" >/dev/null
    value "VACUUM (FREEZE) events" >/dev/null
    value "SELECT count(*) FROM read_all(p_limit => 100000)" >/dev/null
    while ((changed < CYCLES)); do
        # A few at a time, each in an event of its own: a start of the server for each would take long.
        batch=$((CYCLES - changed < 25 ? CYCLES - changed : 25))
        sql -F ' ' -c "CHECKPOINT" -c "$(choose_bytes "$batch")" >"$HOME_FOLDER/bytes"
        pg_stop "$PG_FOLDER"
        mapfile -t files < <(cut -d ' ' -f 1 "$HOME_FOLDER/bytes" | sort -u)
        for file in "${files[@]}"; do cp -p "$PG_FOLDER/data/$file" "$HOME_FOLDER/sound-${file##*/}"; done
        while read -r file offset _; do
            file=$PG_FOLDER/data/$file
            byte=$(od -An -tu1 -j "$offset" -N 1 "$file" | tr -d ' ')
            byte=$((byte ^ (RANDOM % 255 + 1)))
            # shellcheck disable=SC2059 # the format is the byte
            printf "\\x$(printf %x "$byte")" | dd of="$file" bs=1 seek="$offset" conv=notrunc status=none
        done <"$HOME_FOLDER/bytes"
        pg_start "$PG_FOLDER" || die "the server did not start"
        find_changed
        pg_stop "$PG_FOLDER" immediate
        for file in "${files[@]}"; do cp -p "$HOME_FOLDER/sound-${file##*/}" "$PG_FOLDER/data/$file"; done
        pg_start "$PG_FOLDER" || die "the server did not start"
        changed=$((changed + batch))
        progress "$changed of $CYCLES bytes"
    done
    fact bytes_changed "$changed"
    fact of_no_effect "$UNCHANGED"
    if ((UNCHANGED * 5 > changed)); then wrong "$UNCHANGED of $changed changes were of no effect: too little was tried"; fi
    fact named_by_halving_the_range "$NAMED_BY_RANGE"
    changed_columns
}

# Events whose data is so large that it lies in a table of its own (TOAST), compressed and not, or is compressed in its place;
# and which pieces are whose.
large_events() {
    pg_psql "$PG_FOLDER" faults <<'SQL' >/dev/null
SET search_path = event_store;
CREATE TABLE public.fault_pieces (piece oid NOT NULL, event_id uuid NOT NULL);
DO $do$
DECLARE
    v_toast regclass := (
        SELECT c.reltoastrelid FROM partitions AS p INNER JOIN pg_class AS c ON c.oid = p.partition_name::regclass
        WHERE p.lower_bound <= now() AND p.upper_bound > now()
    );
    v_id uuid;
    v_noise text;
BEGIN
    FOR i IN 1 .. 150 LOOP
        v_id := new_event_id();
        SELECT string_agg(md5(random()::text), CASE WHEN i % 3 = 1 THEN repeat('-', 200) ELSE '' END) INTO v_noise
        FROM generate_series(1, CASE i % 3 WHEN 2 THEN 2 ELSE 150 END);
        PERFORM append_event(
            'large', i::text, 0, 'Large', json_build_object('noise', v_noise, 'pad', repeat('x', CASE i % 3 WHEN 2 THEN 4000 ELSE 10 END)),
            p_event_id => v_id
        );
        EXECUTE format(
            'INSERT INTO public.fault_pieces SELECT DISTINCT t.chunk_id, $1 FROM %s AS t
            WHERE t.chunk_id NOT IN (SELECT piece FROM public.fault_pieces)', v_toast
        ) USING v_id;
    END LOOP;
END
$do$;
SQL
}

# choose_bytes COUNT: SQL for the places of random bytes, each in the columns of another event: file, place in the file,
# position, id, type, aggregate id, version and column offset of the event
choose_bytes() {
    cat <<SQL
WITH partition AS (
    SELECT c.oid::regclass AS name, c.reltoastrelid::regclass AS toast
    FROM partitions AS p
    INNER JOIN pg_class AS c ON c.oid = p.partition_name::regclass
    WHERE p.lower_bound <= now() AND p.upper_bound > now()
), tuples AS (
    SELECT p.name, b.number, i.*
    FROM partition AS p
    CROSS JOIN generate_series(0, pg_relation_size(p.name) / 8192 - 1) AS b (number)
    CROSS JOIN LATERAL public.heap_page_items(public.get_raw_page(p.name::text, b.number::int)) AS i
    WHERE i.lp_len > 0
), pieces AS (
    -- A piece's own columns (its id and number) come first, with eight bytes and the header of the third.
    SELECT p.toast, b.number, i.*, get_byte(i.t_data, 0) + get_byte(i.t_data, 1) * 256 + get_byte(i.t_data, 2) * 65536
        + get_byte(i.t_data, 3)::bigint * 16777216 AS piece
    FROM partition AS p
    CROSS JOIN generate_series(0, pg_relation_size(p.toast) / 8192 - 1) AS b (number)
    CROSS JOIN LATERAL public.heap_page_items(public.get_raw_page(p.toast::text, b.number::int)) AS i
    WHERE i.lp_len > 0
), places AS (
    SELECT pg_relation_filepath(t.name) AS file, t.number * 8192 + t.lp_off + t.t_hoff AS begins, t.lp_len - t.t_hoff AS length,
        e.event_id, e.stream_id
    FROM tuples AS t
    INNER JOIN events AS e ON e.tableoid = t.name::oid AND e.ctid = format('(%s,%s)', t.number, t.lp)::tid
    UNION ALL
    SELECT pg_relation_filepath(t.toast), t.number * 8192 + t.lp_off + t.t_hoff, t.lp_len - t.t_hoff, f.event_id, e.stream_id
    FROM pieces AS t
    INNER JOIN public.fault_pieces AS f ON f.piece::bigint = t.piece
    INNER JOIN events AS e ON e.event_id = f.event_id
), chosen AS (
    -- Of each stream one place at most: verify_streams() names streams.
    SELECT * FROM (SELECT DISTINCT ON (stream_id) * FROM places ORDER BY stream_id, random()) AS p
    ORDER BY random() * CASE WHEN p.event_id IN (SELECT event_id FROM public.fault_pieces) THEN 0.5 ELSE 1 END LIMIT $1
), bytes AS (
    SELECT *, floor(random() * length)::int AS inside FROM chosen
)
SELECT b.file, b.begins + b.inside, e.global_position, e.event_id, e.aggregate_type, e.aggregate_id, e.version, b.inside
FROM bytes AS b
INNER JOIN events AS e ON e.event_id = b.event_id
SQL
}

# verify_until AFTER UNTIL: what verify() finds in a range of positions. A changed length can lead the server beyond its own memory
# and end it, which nothing in SQL can prevent: the range is halved until that event stands alone.
verify_until() {
    local status=0 middle
    sql -F ' ' -c "SELECT global_position, event_id, aggregate_type, aggregate_id, version FROM verify($1, $2, p_limit => 100000)" \
        >>"$HOME_FOLDER/found" 2>"$HOME_FOLDER/verify.log" || status=$?
    if ((status == 0)); then return; fi
    # psql's own code for a connection that has ended
    if ((status != 2)) || ! grep -q 'server closed the connection' "$HOME_FOLDER/verify.log"; then
        wrong "verify ends with an error instead of naming the event: $(head -n 1 "$HOME_FOLDER/verify.log")"
        return
    fi
    ENDED=$((ENDED + 1))
    await "the server to come back" is_value 1 "SELECT 1"
    if (($2 - $1 <= 1)); then
        echo "$2 " >>"$HOME_FOLDER/found"
        NAMED_BY_RANGE=$((NAMED_BY_RANGE + 1))
        return
    fi
    middle=$((($1 + $2) / 2))
    verify_until "$1" "$middle"
    verify_until "$middle" "$2"
}
ENDED=0 NAMED_BY_RANGE=0 UNCHANGED=0

# Looks for the events of the file `bytes` in what verify() and verify_streams() find.
find_changed() {
    local position id type name version inside
    : >"$HOME_FOLDER/found"
    # Also those above the head.
    sql -F ' ' -c "SELECT global_position, event_id, aggregate_type, aggregate_id, version FROM verify(p_limit => 100000)" \
        >>"$HOME_FOLDER/found" 2>"$HOME_FOLDER/verify.log" || {
        await "the server to come back" is_value 1 "SELECT 1"
        position=$(value "SELECT head_position()")
        verify_until 0 "$position"
        # A position that was changed may be beyond the head.
        verify_until "$position" 9223372036854775807
    }
    if ! sql -F ' ' -c "SELECT aggregate_type, aggregate_id FROM verify_streams(p_limit => 100000)" >>"$HOME_FOLDER/found" \
        2>"$HOME_FOLDER/verify.log"; then
        # It may end the server as well; verify() has named the event then.
        grep -q 'server closed the connection' "$HOME_FOLDER/verify.log" ||
            wrong "verify_streams ends with an error: $(head -n 1 "$HOME_FOLDER/verify.log")"
        await "the server to come back" is_value 1 "SELECT 1"
    fi
    while read -r _ _ position id type name version inside; do
        # By its position, its id, or its stream and version, whichever the change has left.
        if ! grep -Eq "^$position | $id | $type $name $version\$|^$type $name\$" "$HOME_FOLDER/found"; then
            # Not every bit of compressed data means something.
            if [[ $(value "SELECT count(*) FROM events AS e INNER JOIN public.fault_sums AS f USING (event_id)
                WHERE e.event_id = '$id' AND f.sum = md5(e::text)") == 1 ]]; then
                UNCHANGED=$((UNCHANGED + 1))
                continue
            fi
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
