# pgbouncer in front of a cluster of scripts/lib/postgres.sh, on its socket's folder, with a pool of two server connections, so that
# few clients are enough to meet another session with each transaction.
#
#   pgb_start FOLDER PORT [NAME=VALUE]...
#   pgb_url FOLDER PORT DATABASE
#   pgb_stop FOLDER PORT
# shellcheck shell=bash
# shellcheck source=scripts/lib/postgres.sh
. "$(dirname "${BASH_SOURCE[0]}")/postgres.sh"

PGB_BIN=${PGB_BIN:-$(command -v pgbouncer || echo /usr/sbin/pgbouncer)}

pgb_start() {
    local folder=$1 port=$2 socket setting tries=0
    shift 2
    socket=$(pg_setting "$folder" socket)
    {
        echo "[databases]"
        echo "* = host=$socket port=$(pg_setting "$folder" port) user=postgres"
        echo "[pgbouncer]"
        # The folder is closed to others, as for the server's own socket.
        printf '%s\n' "listen_addr =" "listen_port = $port" "unix_socket_dir = $socket" "auth_type = any" \
            "pool_mode = transaction" "default_pool_size = 2" "max_client_conn = 500" \
            "logfile = $folder/pgbouncer-$port.log" "pidfile = $folder/pgbouncer-$port.pid"
        for setting in "$@"; do echo "${setting%%=*} = ${setting#*=}"; done
    } >"$folder/pgbouncer-$port.ini"
    : >"$folder/pgbouncer-$port.log"
    pg_own "$folder/pgbouncer-$port.ini" "$folder/pgbouncer-$port.log"
    pg_as_server "$PGB_BIN" -q -d "$folder/pgbouncer-$port.ini" </dev/null
    until [[ -S $socket/.s.PGSQL.$port ]]; do
        if ((++tries > 100)); then
            cat "$folder/pgbouncer-$port.log" >&2
            die "pgbouncer did not start"
        fi
        sleep 0.05
    done
}

pgb_url() {
    printf 'postgresql:///%s?host=%s&port=%s&user=postgres\n' "$3" "$(pg_setting "$1" socket)" "$2"
}

pgb_stop() {
    local file=$1/pgbouncer-$2.pid pid
    [[ -f $file ]] || return 0
    read -r pid <"$file"
    kill -INT "$pid" 2>/dev/null || true
}
