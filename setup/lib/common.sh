# shellcheck shell=bash
# Paths, messages, steps and failures: what every script in setup/ shares.
#
# stdout belongs to results (demo.sh --once, bench.sh); everything meant for people
# goes to stderr, and the noise of the tools to a log file.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
STATE=$ROOT/.odoo
RUN=$STATE/run
LOGS=$STATE/log
LIB=$ROOT/setup/lib
VENV=$STATE/venv
PY=$VENV/bin/python
LOG=$LOGS/setup.log

# Whatever a step prints, a failure sentence must reach the terminal.
exec {TERMINAL}>&2

CURRENT_STEP=
FAILED_ALREADY=
CHILDREN=()

say() { printf '%s\n' "$*" >&"$TERMINAL"; }

# die SENTENCE: the only way out for a problem that we can name.
die() {
    FAILED_ALREADY=1
    say "Error: $*"
    exit 1
}

now_ms() { date +%s%3N; }

seconds_since() {
    local elapsed=$(($(now_ms) - $1))
    printf '%d.%d' $((elapsed / 1000)) $((elapsed % 1000 / 100))
}

# step SENTENCE COMMAND…: run it with its noise in the log, and say how long it took.
# The command is not part of a condition, or bash would switch `set -e` off inside it.
step() {
    local sentence=$1 started
    shift
    started=$(now_ms)
    CURRENT_STEP=$sentence
    say "• $sentence…"
    printf '\n=== %s\n' "$sentence" >>"$LOG"
    "$@" >>"$LOG" 2>&1
    CURRENT_STEP=
    say "  done in $(seconds_since "$started") s"
}

# Run at every exit: children first, which use the database; then what they left in it;
# then the database itself.
on_exit() {
    local status=$?
    trap - EXIT INT TERM HUP
    set +e
    if ((status != 0)) && [[ -z $FAILED_ALREADY && -n $CURRENT_STEP ]]; then
        say "Error: this step failed: $CURRENT_STEP (status $status); the details are in $LOG"
    fi
    stop_children
    if declare -F remove_scratch >/dev/null; then remove_scratch; fi
    if declare -F leave_postgres >/dev/null; then leave_postgres; fi
    exit "$status"
}

trap on_exit EXIT
# An interrupted step is not a failed one: no sentence about a log file.
trap 'FAILED_ALREADY=1; exit 130' INT
trap 'FAILED_ALREADY=1; exit 143' TERM HUP

# start_child NAME COMMAND…: background process, its output in .odoo/log/NAME.log, which
# dies with this shell even when that is killed outright. Sets CHILD_PID.
start_child() {
    local name=$1
    shift
    setpriv --pdeathsig SIGTERM "$@" >>"$LOGS/$name.log" 2>&1 </dev/null &
    CHILD_PID=$!
    CHILDREN+=("$CHILD_PID")
}

# start_group COMMAND…: a background process with a group of its own, so that what it
# starts (a browser) ends with it. Unlike a command in the foreground, it lets a signal
# to this script act at once. Sets CHILD_PID.
start_group() {
    set -m
    "$@" </dev/null &
    CHILD_PID=$!
    set +m
    CHILDREN+=("$CHILD_PID")
}

stop_children() {
    local pid tries
    for pid in "${CHILDREN[@]}"; do
        kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
    done
    for pid in "${CHILDREN[@]}"; do
        for ((tries = 0; tries < 100; tries++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    CHILDREN=()
    return 0
}

# Hash of the given files' names (relative to the repository) and contents.
hash_files() {
    local file
    for file in "$@"; do
        printf '%s\n' "${file#"$ROOT"/}"
        cat -- "$file"
    done | sha256sum | cut -c1-16
}

make_state_folders() {
    mkdir -p "$RUN" "$LOGS" 2>/dev/null ||
        die "cannot write to $ROOT: everything is kept in its folder .odoo"
    # The cluster trusts whoever reaches its socket, so nobody else may come here.
    chmod 700 "$STATE"
    [[ $ROOT != *,* ]] ||
        die "the folder name $ROOT has a comma, which Odoo's addons path cannot hold"
}

# Two scripts may be started together: only one sets things up at a time.
lock_setup() {
    exec {SETUP_LOCK}>>"$RUN/setup.lock"
    if ! flock -n "$SETUP_LOCK"; then
        say "• another script is setting things up here: waiting for it…"
        flock "$SETUP_LOCK"
    fi
    # The log tells about one set-up: keep it readable.
    : >"$LOG"
}

unlock_setup() { exec {SETUP_LOCK}>&-; }
