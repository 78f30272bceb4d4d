# shellcheck shell=bash
# Programs that serve: the sandbox and Odoo.

# shellcheck disable=SC2153  # STATE comes from common.sh
SANDBOX_STATE=$STATE/sandbox

# A port that answers is taken, whoever listens there.
check_port_free() {
    local port=$1 variable=$2
    if [[ ! $port =~ ^[1-9][0-9]{0,4}$ ]] || ((port > 65535)); then
        die "$variable=$port is not a port number"
    fi
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        die "port $port is in use: stop what listens there, or set $variable to another"
    fi
}

# start_sandbox NAME PORT STATE: port 0 takes a free one. Sets SANDBOX_URL, and its output
# goes to .odoo/log/NAME.log.
start_sandbox() {
    local name=$1 port=$2 state=$3 tries
    : >"$LOGS/$name.log"
    mkdir -p "$state"
    start_child "$name" env PYTHONPATH="$ROOT/tests" PYTHONUNBUFFERED=1 \
        "$PY" -m sandbox --port "$port" --state "$state"
    for ((tries = 0; tries < 300; tries++)); do
        SANDBOX_URL=$(sed -n 's/^listening on //p' "$LOGS/$name.log" | head -1)
        if [[ -n $SANDBOX_URL ]]; then return; fi
        kill -0 "$CHILD_PID" 2>/dev/null || break
        sleep 0.1
    done
    die "the sandbox does not start: $(tail -1 "$LOGS/$name.log") (see $LOGS/$name.log)"
}

# start_odoo DATABASE PORT: serves until this script ends.
start_odoo() {
    local database=$1 port=$2 tries
    : >"$LOGS/odoo.log"
    in_odoo_child odoo "$PY" -m odoo -c "$ODOO_CONF" -d "$database" \
        --db-filter="^$database\$" --http-port="$port"
    for ((tries = 0; tries < 600; tries++)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return; fi
        kill -0 "$CHILD_PID" 2>/dev/null || break
        sleep 0.1
    done
    die "Odoo does not start: see $LOGS/odoo.log"
}

# Functions cannot follow setpriv: take the environment of in_odoo as words.
in_odoo_child() {
    local name=$1 words
    shift
    mapfile -t words < <(odoo_environment)
    start_child "$name" env "${words[@]}" "$@"
}
