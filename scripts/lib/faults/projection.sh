# Projections whose processes are killed.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

# A projection that counts events by stream is killed again and again while a writer appends 1,000 events a cycle, and every tenth
# cycle begins a rebuild beside it; two processes run it at a time. In the end each event was counted once, in the generation in
# use, which is the last one that was begun.
fault_projection_killed() {
    local cycle events=1000 goal generation=1 pids=() since before rebuilds=0
    server_create
    value "DO \$\$ BEGIN PERFORM create_projection('counts', ARRAY['counted']); END \$\$" >/dev/null
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        goal=$((cycle * events))
        append_counted "$cycle" "$events" &
        pids=("$!")
        if ((cycle % 10 == 1)); then
            generation=$(value "SELECT begin_projection_rebuild('counts')")
            rebuilds=$((rebuilds + 1))
        fi
        # Killed at work, not before it.
        before=$(projected)
        projection_start
        projection_start
        await "the projection to go on" has_projected "$before"
        sleep_randomly 250
        kill -KILL "${PROJECTION_PIDS[@]}"
        wait "${PROJECTION_PIDS[@]}" 2>/dev/null || true
        PROJECTION_PIDS=()
        wait "${pids[@]}"
        if ((CYCLES >= 10 && cycle % (CYCLES / 10) == 0)); then
            progress "$cycle of $CYCLES, $(value "SELECT string_agg(format('generation %s at %s', generation, global_position), ', ')
                FROM list_projections()") of $(value 'SELECT head_position()')"
        fi
    done
    projection_start
    since=$(now_ms)
    until is_value t "SELECT bool_and(lag = 0 AND generation = $generation) FROM list_projections()"; do
        if (($(now_ms) - since > 120000)); then
            wrong "stalled: $(value 'SELECT json_agg(p) FROM list_projections() AS p')"
            break
        fi
        sleep 0.05
    done
    kill -TERM "${PROJECTION_PIDS[@]}"
    wait "${PROJECTION_PIDS[@]}" 2>/dev/null || true
    fact kills "$((CYCLES * 2))"
    fact events "$goal"
    fact rebuilds "$rebuilds"
    compare_counts "$generation"
}

# projected: how far its generations have come, all told
projected() { value "SELECT sum(global_position) FROM list_projections()"; }
has_projected() { (($(projected) != $1)); }

# projection_start: one more process that runs it
PROJECTION_PIDS=()
projection_start() {
    local planted
    mapfile -t planted < <(plant_arguments)
    "$WORKLOAD" project --url "$URL" --name counts "${planted[@]}" >>"$RECORDS/output" 2>&1 </dev/null &
    PROJECTION_PIDS+=("$!")
    on_exit "kill -KILL $! 2>/dev/null || true"
}

# append_counted CYCLE EVENTS: in appends of 25, to 50 streams
append_counted() {
    sql -c "DO \$\$ BEGIN
        FOR n IN 1..$2 / 25 LOOP
            PERFORM append_streams(
                ARRAY['counted'], ARRAY[((n * 7 + $1) % 50)::text], ARRAY[-1], array_fill(1, ARRAY[25]), NULL,
                array_fill('Counted'::text, ARRAY[25]), array_fill('{}'::text, ARRAY[25])
            );
            COMMIT;
        END LOOP;
    END \$\$"
}

# compare_counts GENERATION: with the log
compare_counts() {
    local differences
    differences=$(value "SELECT count(*) || ' streams differ, by ' || coalesce(sum(c.events - e.events), 0) || ' events'
        FROM (SELECT aggregate_id, count(*) AS events FROM events WHERE aggregate_type = 'counted' GROUP BY 1) AS e
        FULL JOIN public.counts_$1 AS c ON c.stream = e.aggregate_id
        WHERE e.events IS DISTINCT FROM c.events HAVING count(*) > 0")
    if [[ -n $differences ]]; then wrong "miscounted: $differences"; fi
    if [[ $(value "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'counts\\_%'") != 1 ]]; then
        wrong "a replaced generation has left its table"
    fi
}
