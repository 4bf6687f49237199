# The network: the client lives in a network namespace of its own, and packets are dropped on its side.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # the files of this folder share their variables

NAMESPACE=''
# What runs a command in it: not `ip netns exec`, which mounts and therefore fails in a chroot.
INSIDE=()
PORT=5432
# A peer that has vanished must be noticed within so many milliseconds.
NOTICE_BOUND=5000

# network_create [pg_create arguments]: a namespace, and a server that can be reached from it
network_create() {
    local host number
    ((EUID == 0)) || not_run "needs root to make a network namespace"
    if ! command -v ip >/dev/null || ! command -v iptables-legacy >/dev/null; then not_run "needs ip and iptables-legacy"; fi
    NAMESPACE=es-faults-$BASHPID
    number=$((BASHPID % 60000))
    host=10.213.$((number / 250)).$((number % 250 / 4 * 4 + 1))
    ip netns add "$NAMESPACE" 2>"$HOME_FOLDER/netns.log" || not_run "cannot make a network namespace: $(<"$HOME_FOLDER/netns.log")"
    on_exit "ip netns del '$NAMESPACE'"
    INSIDE=(nsenter "--net=/run/netns/$NAMESPACE")
    ip link add "esh$number" type veth peer name "esc$number" || not_run "cannot make a pair of network devices"
    # With one end the other goes too.
    on_exit "ip link del 'esh$number' 2>/dev/null"
    ip link set "esc$number" netns "$NAMESPACE"
    ip addr add "$host/30" dev "esh$number"
    ip link set "esh$number" up
    "${INSIDE[@]}" ip addr add "${host%.*}.$((${host##*.} + 1))/30" dev "esc$number"
    "${INSIDE[@]}" ip link set "esc$number" up
    "${INSIDE[@]}" ip link set lo up
    server_create -c "listen_addresses=$host" "$@"
    echo "host all all 10.213.0.0/16 scram-sha-256" >>"$PG_FOLDER/data/pg_hba.conf"
    pg_psql "$PG_FOLDER" postgres -c 'SELECT pg_reload_conf()' >/dev/null
    CLIENT_URL="postgresql://postgres:$(pg_setting "$PG_FOLDER" password)@$host:$PORT/faults"
    WORKLOAD_PREFIX=("${INSIDE[@]}")
    rule -L >/dev/null 2>"$HOME_FOLDER/rules.log" || not_run "iptables does not work here: $(tail -n 1 "$HOME_FOLDER/rules.log")"
}

rule() { "${INSIDE[@]}" iptables-legacy -w "$@"; }
cut_answers() { rule -I INPUT -p tcp --sport "$PORT" -j DROP; }
cut_requests() { rule -I OUTPUT -p tcp --dport "$PORT" -j DROP; }
cut_port() {
    rule -I INPUT -p tcp --sport "$PORT" --dport "$1" -j DROP
    rule -I OUTPUT -p tcp --dport "$PORT" --sport "$1" -j DROP
}
heal() { rule -F; }

# The client's ends of its connections, by their ports.
client_ports() {
    "${INSIDE[@]}" ss -Htn state established "( dport = :$PORT )" | awk '{ sub(/.*:/, "", $3); print $3 }' | sort
}

# notice PORTS_FILE: waits until the client has given up all these connections; sets NOTICED to the milliseconds it took
notice() {
    local since
    since=$(now_ms)
    while client_ports | comm -12 - "$1" | grep -q .; do
        if (($(now_ms) - since > NOTICE_BOUND + 3000)); then break; fi
        sleep 0.05
    done
    NOTICED=$(($(now_ms) - since))
    if ((NOTICED > LONGEST_NOTICE)); then LONGEST_NOTICE=$NOTICED; fi
    if ((NOTICED > NOTICE_BOUND)); then
        wrong "not noticed within $NOTICE_BOUND ms: after $NOTICED ms $(client_ports | comm -12 - "$1" | wc -l) connections were still thought open"
        return 1
    fi
}

# cut_connections FUNCTION...: makes the cut in each cycle until it is noticed, and heals it
cut_connections() {
    local cycle cut since longest=0
    LONGEST_NOTICE=0
    network_create
    workload_start
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 60 || return 0
        sleep_randomly 300
        window_begin
        # Before the list is taken: nothing made later is answered.
        for cut in "$@"; do "$cut"; done
        client_ports >"$HOME_FOLDER/ports"
        notice "$HOME_FOLDER/ports" || CYCLES=$cycle
        heal
        since=$(now_ms)
        go_on 1 30 || return 0
        since=$(($(now_ms) - since))
        if ((since > longest)); then longest=$since; fi
        window_end
        progress_of "$cycle"
    done
    go_on 60 || return 0
    workload_finish
    fact cuts "$CYCLES"
    fact longest_notice_ms "$LONGEST_NOTICE"
    fact longest_recovery_ms "$longest"
    check_records --late "$LATE_BOUND"
    fact settled_by_repetition "$(counted settled_by_repetition)"
    if (($(counted settled_by_repetition) == 0)); then wrong "no append was in doubt: nothing was tried"; fi
}

# The server does what it is asked, and its answers do not arrive.
fault_answer_lost() { cut_connections cut_answers; }

# Nothing passes, in either direction, and nobody says so.
fault_full_cut() { cut_connections cut_answers cut_requests; }

# Only the connection that hears the bell is dead, and does not know it.
fault_half_open_listen() {
    local cycle port again
    LONGEST_NOTICE=0
    network_create
    # Few enough appends that each needs to be told of.
    workload_start --pause 300
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 20 || return 0
        port=$(listening_port)
        if [[ -z $port ]]; then
            wrong "nobody listens"
            return 0
        fi
        cut_port "$port"
        echo "$port" >"$HOME_FOLDER/ports"
        notice "$HOME_FOLDER/ports" || CYCLES=$cycle
        again=$(now_ms)
        until [[ -n $(listening_port "$port") ]]; do
            if (($(now_ms) - again > 5000)); then
                wrong "nobody listens again after 5 s"
                return 0
            fi
            sleep 0.05
        done
        heal
        progress_of "$cycle"
    done
    go_on 20 || return 0
    workload_finish
    fact cuts "$CYCLES"
    fact longest_notice_ms "$LONGEST_NOTICE"
    # Shorter than it takes to notice that nobody listens: only the slow timer can keep that.
    check_records --late 1500
    fact late_p99_ms "$(counted late_p99_ms)"
    fact late_max_ms "$(counted late_max_ms)"
}

# listening_port [OTHER_THAN]: the client's port of the connection that listens
listening_port() {
    value "SELECT client_port FROM pg_stat_activity WHERE application_name = 'fault-workload'
        AND (query LIKE 'LISTEN%' OR query = 'SELECT 1') AND client_port <> ${1:-0} ORDER BY backend_start DESC LIMIT 1"
}

# A client vanishes in the middle of a transaction that holds a stream and keeps readers waiting.
fault_client_vanished() {
    local cycle holder holder_url since took longest=0 answer
    # As docs/dba.md recommends, with shorter times.
    network_create -c tcp_keepalives_idle=1 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=2 \
        -c client_connection_check_interval=1s -c tcp_user_timeout=3000
    if [[ $PLANT == server-keepalive-removed ]]; then set_server tcp_keepalives_idle=7200 client_connection_check_interval=0 tcp_user_timeout=0; fi
    # The writers are elsewhere and keep their connections.
    WORKLOAD_PREFIX=()
    holder_url=$CLIENT_URL
    CLIENT_URL=''
    workload_start --pause 50
    for ((cycle = 1; cycle <= CYCLES; cycle++)); do
        go_on 20 || return 0
        window_begin
        "${INSIDE[@]}" "$WORKLOAD" hold --url "$holder_url" --name holder --stream held --seconds 60 \
            >"$HOME_FOLDER/hold" 2>&1 </dev/null &
        holder=$!
        on_exit "kill -KILL $holder 2>/dev/null || true"
        await "a transaction that holds a stream" grep -q holding "$HOME_FOLDER/hold"
        cut_answers
        cut_requests
        since=$(now_ms)
        answer=$("$WORKLOAD" append --url "$URL" --stream held --lock 8000 || true)
        took=$(($(now_ms) - since))
        if ((took > longest)); then longest=$took; fi
        [[ $answer == new* && $took -le 5000 ]] || wrong "stalled by a client that vanished: after $took ms: $answer"
        go_on 20 || return 0
        kill -KILL "$holder"
        wait "$holder" 2>/dev/null || true
        heal
        window_end
        progress_of "$cycle"
    done
    go_on 20 || return 0
    workload_finish
    fact vanished "$CYCLES"
    fact longest_stall_ms "$longest"
    check_records --late "$LATE_BOUND"
}
