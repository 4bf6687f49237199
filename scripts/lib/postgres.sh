# A private PostgreSQL cluster in a folder: made, started, stopped and removed without touching any
# other server of this machine.
#
#   folder=$(pg_new_folder)          a fresh short folder under /tmp (the socket lives in it)
#   pg_create "$folder" [--tcp] [--initdb argument]... [-c name=value]...
#   pg_start "$folder"
#   pg_url "$folder" DATABASE        postgresql:///DATABASE?host=…   (socket)
#   pg_tcp_url "$folder" DATABASE    postgresql://postgres:…@127.0.0.1:PORT/DATABASE   (only with --tcp)
#   pg_stop "$folder"                fast shutdown; pg_stop "$folder" immediate
#   pg_kill "$folder"                SIGKILL to every process of the server, as in a power cut
#   pg_remove "$folder"              stops and deletes
#
# The server refuses to run as root: for root it runs as the system user `postgres`, which then owns
# the folder; for anybody else it runs as that user. The folder is closed to others (0700), which is
# what makes `trust` on the socket sound; TCP, which any local user can reach, asks for a password.
# shellcheck shell=bash

if [[ -n ${ES_POSTGRES_LOADED:-} ]]; then return 0; fi
ES_POSTGRES_LOADED=1
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PG_MAJOR=${PG_MAJOR:-15}
PG_BIN=${PG_BIN:-/usr/lib/postgresql/$PG_MAJOR/bin}
PG_OS_USER=postgres

# Nothing of the caller's environment may lead a client to another server.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGPASSFILE PGSERVICE PGOPTIONS PGDATA PGSSLMODE

pg_need() {
    [[ -x $PG_BIN/postgres ]] || die "PostgreSQL $PG_MAJOR is not in $PG_BIN; run scripts/setup demo (or set PG_BIN)"
    if ((EUID == 0)); then
        id "$PG_OS_USER" >/dev/null 2>&1 || die "root needs the system user $PG_OS_USER to run a server"
    fi
}

# Runs a command as the user the server runs as.
pg_as_server() {
    if ((EUID == 0)); then
        (cd / && exec runuser -u "$PG_OS_USER" -- "$@")
    else
        "$@"
    fi
}

pg_own() { if ((EUID == 0)); then chown "$PG_OS_USER:" "$@"; fi; }

# A unix socket's path is limited to 107 bytes, so the folder is short whatever TMPDIR says.
pg_new_folder() {
    local folder
    folder=$(mktemp -d /tmp/es.XXXXXX)
    pg_own "$folder"
    echo "$folder"
}

pg_setting() { sed -n "s/^$2=//p" "$1/cluster.env"; }

pg_password() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# pg_make_certificate FOLDER: a certificate of its own for localhost, so that TCP can be encrypted; clients verify it against
# FOLDER/root.crt.
pg_make_certificate() {
    local folder=$1
    openssl req -new -x509 -nodes -days 3650 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$folder/data/server.key" -out "$folder/data/server.crt" \
        2>/dev/null
    chmod 600 "$folder/data/server.key"
    pg_own "$folder/data/server.key" "$folder/data/server.crt"
    cp "$folder/data/server.crt" "$folder/root.crt"
    chmod 644 "$folder/root.crt"
    echo 'ssl = on' >>"$folder/data/postgresql.conf"
}

# pg_create FOLDER [--tcp] [--initdb argument]... [-c name=value]...
pg_create() {
    local folder=$1 tcp=no settings=() initdb=() socket password
    shift
    while (($#)); do
        case $1 in
            --tcp) tcp=yes && shift ;;
            --initdb) initdb+=("$2") && shift 2 ;;
            -c) settings+=("$2") && shift 2 ;;
            *) die "pg_create: unknown argument $1" ;;
        esac
    done
    pg_need
    socket=$folder
    if ((${#folder} > 80)); then
        socket=$(mktemp -d /tmp/es.XXXXXX)
        pg_own "$socket"
    fi
    password=$(pg_password)
    (umask 077 && printf '%s\n' "$password" >"$folder/password")
    : >"$folder/log"
    chmod 600 "$folder/log"
    pg_own "$folder/password" "$folder/log"
    if ! pg_as_server "$PG_BIN/initdb" --pgdata="$folder/data" --username=postgres --pwfile="$folder/password" \
        --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-instructions \
        ${initdb[@]+"${initdb[@]}"} \
        >"$folder/initdb.log" 2>&1; then
        cat "$folder/initdb.log" >&2
        die "initdb failed in $folder"
    fi
    {
        echo
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$socket'"
        echo "unix_socket_permissions = 0700"
        echo "max_connections = 200"
        echo "shared_buffers = '256MB'"
        echo "max_wal_size = '4GB'"
        echo "log_line_prefix = '%m [%p] %q%u@%d '"
        local setting
        for setting in ${settings[@]+"${settings[@]}"}; do
            echo "${setting%%=*} = '${setting#*=}'"
        done
    } >>"$folder/data/postgresql.conf"
    if [[ $tcp == yes ]] && command -v openssl >/dev/null; then pg_make_certificate "$folder"; fi
    (umask 077 && printf '%s\n' "socket=$socket" "tcp=$tcp" "port=5432" "password=$password" >"$folder/cluster.env")
}

pg_running() { [[ -f $1/data/postmaster.pid ]] && pg_as_server "$PG_BIN/pg_ctl" -D "$1/data" status >/dev/null 2>&1; }

# The server must inherit no open file: a caller that waits for the end of a pipe or socket would wait for the end of
# the server (Foundation's Process does).
pg_start_once() (
    for fd in /proc/"$BASHPID"/fd/*; do
        fd=${fd##*/}
        if ((fd > 2 && fd < 255)); then eval "exec $fd>&-"; fi
    done
    pg_as_server "$PG_BIN/pg_ctl" -D "$1/data" -l "$1/log" -w -t 120 -o "-p $2 ${3:+-c listen_addresses=$3}" \
        start </dev/null >/dev/null 2>&1
)

pg_start() {
    local folder=$1 port tries
    if pg_running "$folder"; then return 0; fi
    port=$(pg_setting "$folder" port)
    if [[ $(pg_setting "$folder" tcp) == no ]]; then
        if pg_start_once "$folder" "$port" ""; then return 0; fi
    else
        # A second start keeps the port. At the first, a port is drawn and the server itself says whether
        # it is free: asking before would leave time for somebody else to take it.
        if [[ $port != 5432 ]] && pg_start_once "$folder" "$port" 127.0.0.1; then return 0; fi
        if [[ $port == 5432 ]]; then
            for tries in 1 2 3 4 5 6 7 8 9 10; do
                port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
                if pg_start_once "$folder" "$port" 127.0.0.1; then
                    sed -i "s/^port=.*/port=$port/" "$folder/cluster.env"
                    return 0
                fi
                grep -q 'could not bind' "$folder/log" || break
            done
        fi
    fi
    tail -n 20 "$folder/log" >&2
    warn "the server in $folder did not start"
    return 1
}

pg_url() {
    local folder=$1 database=$2
    printf 'postgresql:///%s?host=%s&port=%s&user=postgres\n' "$database" "$(pg_setting "$folder" socket)" \
        "$(pg_setting "$folder" port)"
}

pg_tcp_url() {
    local folder=$1 database=$2
    printf 'postgresql://postgres:%s@127.0.0.1:%s/%s\n' "$(pg_setting "$folder" password)" \
        "$(pg_setting "$folder" port)" "$database"
}

pg_psql() {
    local folder=$1 database=$2
    shift 2
    "$PG_BIN/psql" -X -q -P pager=off -v ON_ERROR_STOP=1 -d "$(pg_url "$folder" "$database")" "$@"
}

# pg_createdb FOLDER DATABASE [TEMPLATE]
pg_createdb() {
    pg_psql "$1" postgres -c "CREATE DATABASE \"$2\" TEMPLATE \"${3:-template1}\""
}

pg_stop() {
    local folder=$1 mode=${2:-fast}
    pg_running "$folder" || return 0
    pg_as_server "$PG_BIN/pg_ctl" -D "$folder/data" -m "$mode" -w -t 60 stop >/dev/null 2>&1 ||
        pg_as_server "$PG_BIN/pg_ctl" -D "$folder/data" -m immediate -w -t 60 stop >/dev/null 2>&1 ||
        warn "the server in $folder did not stop"
}

pg_children() {
    local parent=$1 stat pid rest
    if [[ -r /proc/$parent/task/$parent/children ]]; then
        cat "/proc/$parent/task/$parent/children"
        return
    fi
    for stat in /proc/[0-9]*/stat; do
        { read -r pid rest <"$stat"; } 2>/dev/null || continue
        # "pid (name) state parent …": the name may hold blanks and brackets.
        rest=${rest##*) }
        rest=${rest#* }
        if [[ ${rest%% *} == "$parent" ]]; then printf '%s ' "$pid"; fi
    done
}

# Every process of the server is gone at once, with no chance to write anything more. The postmaster is
# stopped first, so that it starts no new children meanwhile; killing it alone would leave them running.
pg_kill() {
    local folder=$1 postmaster children tries=0 pid
    [[ -f $folder/data/postmaster.pid ]] || return 0
    read -r postmaster <"$folder/data/postmaster.pid"
    pg_running "$folder" || return 0
    kill -STOP "$postmaster"
    children=$(pg_children "$postmaster")
    # shellcheck disable=SC2086 # a list of process ids
    if [[ -n ${children// /} ]]; then kill -KILL $children 2>/dev/null || true; fi
    kill -KILL "$postmaster"
    for pid in $postmaster $children; do
        while [[ -d /proc/$pid ]] && ! grep -q '^State:[[:space:]]*Z' "/proc/$pid/status" 2>/dev/null; do
            if ((++tries > 500)); then
                warn "process $pid survived SIGKILL for 10 s"
                return 1
            fi
            sleep 0.02
        done
    done
    # A dead process that nobody has collected yet (some containers take seconds, some never do it) counts as
    # alive for the next start, which would refuse to run beside it. All are dead here, so its locks may go.
    rm -f "$folder/data/postmaster.pid" "$(pg_setting "$folder" socket)"/.s.PGSQL.*
}

pg_remove() {
    local folder=$1 socket
    [[ -d $folder ]] || return 0
    pg_stop "$folder"
    if [[ -f $folder/cluster.env ]]; then
        socket=$(pg_setting "$folder" socket)
        if [[ $socket == /tmp/es.* && $socket != "$folder" ]]; then rm -rf -- "$socket"; fi
    fi
    rm -rf -- "$folder"
}

# Sets PG_FOLDER to a running cluster that is stopped and removed when the script ends (unless KEEP=yes).
# pg_private [pg_create arguments]
pg_private() {
    local since
    since=$(now_ms)
    pg_need
    PG_FOLDER=$(pg_new_folder)
    if [[ ${KEEP:-no} == yes ]]; then
        # shellcheck disable=SC2016 # expanded when the script ends
        on_exit 'say "kept: the cluster in $PG_FOLDER; stop it with: $PG_BIN/pg_ctl -D $PG_FOLDER/data stop -m fast (as the user who owns it)"'
    else
        on_exit "pg_remove '$PG_FOLDER'"
    fi
    pg_create "$PG_FOLDER" "$@"
    pg_start "$PG_FOLDER" || die "no server, no further"
    say "private PostgreSQL $PG_MAJOR in $PG_FOLDER ($(elapsed "$since"))"
}
