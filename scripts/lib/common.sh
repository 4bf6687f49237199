# Shared by every script here: where the project is, what is said, and what is cleaned up.
# shellcheck shell=bash

if [[ -n ${ES_COMMON_LOADED:-} ]]; then return 0; fi
ES_COMMON_LOADED=1

ES_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
# shellcheck disable=SC2034 # used by the scripts that load this file
# What the scripts keep between runs (never committed).
ES_LOCAL=$ES_ROOT/.local
export LC_ALL=C.UTF-8

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
    warn "$@"
    exit 1
}

# Prints the comment block at the top of the calling script: its help is its documentation.
show_help() {
    awk 'NR == 1 { next } /^#/ { sub(/^# ?/, ""); print; next } { exit }' "$0"
}

now_ms() {
    local t=$EPOCHREALTIME
    # The separator of EPOCHREALTIME follows the locale.
    t=${t/,/.}
    echo $((${t%.*} * 1000 + 10#${t#*.} / 1000))
}

# elapsed SINCE_MS: "1.2 s" or "3 min 05 s"
elapsed() {
    local ms=$(($(now_ms) - $1))
    if ((ms < 100000)); then
        printf '%d.%d s' $((ms / 1000)) $((ms % 1000 / 100))
    else
        printf '%d min %02d s' $((ms / 60000)) $((ms / 1000 % 60))
    fi
}

# --- Leaving ---------------------------------------------------------------------------------------
# Every script that starts something registers how to undo it with on_exit; the newest is undone
# first, once, however the script ends (normal, error, Ctrl-C, TERM, HUP).

ES_ON_EXIT=()
ES_CHILD=
# How long a command that is told to end may take for its own cleaning before it is killed.
ES_PATIENCE_SECONDS=${ES_PATIENCE_SECONDS:-10}
on_exit() { ES_ON_EXIT+=("$1"); }

# A long command runs in a process group of its own, so that a signal to this script is acted upon
# at once (bash would otherwise wait for the command first) and reaches the command's own children.
run_child() {
    local status=0
    setsid -- "$@" </dev/null &
    ES_CHILD=$!
    wait "$ES_CHILD" || status=$?
    ES_CHILD=
    return "$status"
}

stop_child() {
    [[ -n $ES_CHILD ]] || return 0
    local child=$ES_CHILD tries=0
    ES_CHILD=
    kill -TERM -- "-$child" 2>/dev/null || return 0
    while kill -0 -- "-$child" 2>/dev/null; do
        if ((++tries > ES_PATIENCE_SECONDS * 10)); then
            kill -KILL -- "-$child" 2>/dev/null || true
            break
        fi
        sleep 0.1
    done
}

leave() {
    local status=$? i
    # A second Ctrl-C must not interrupt the cleaning.
    trap '' INT TERM HUP
    trap - EXIT
    set +e
    stop_child
    for ((i = ${#ES_ON_EXIT[@]} - 1; i >= 0; i--)); do
        eval "${ES_ON_EXIT[i]}"
    done
    exit "$status"
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
