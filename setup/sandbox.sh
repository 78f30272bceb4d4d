#!/usr/bin/env bash
# The sandbox alone: a local PISTE and Chorus Pro. It needs neither Odoo nor a database.
set -euo pipefail
# shellcheck source=setup/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/common.sh"
for part in system venv serve; do
    # shellcheck source=/dev/null  # each is checked on its own
    . "$LIB/$part.sh"
done

usage() {
    cat <<'TEXT'
Usage: setup/sandbox.sh [--port N] [--host ADDRESS] [--state DIR] [--strict]
                        [--long-identifiers]

Serves a local Chorus Pro at http://127.0.0.1:N until Ctrl-C. The first start installs
four libraries, which takes seconds; Odoo is not needed.

  --port N            port, 8070 by default; 0 takes a free one, which is printed
  --host ADDRESS      127.0.0.1 by default: nobody else reaches it. 0.0.0.0 opens it to
                      the network, for a class; it says what that opens
  --state DIR         folder of its state, .odoo/sandbox by default
  --strict            rules of our own reject too
  --long-identifiers  identifiers past 32 bits

Environment: SANDBOX_PORT (the default port), PYTHON (an interpreter, 3.10 to 3.13).
TEXT
}

PORT=${SANDBOX_PORT:-8070}
HOST=127.0.0.1
FOLDER=$SANDBOX_STATE
SWITCHES=()
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        --strict | --long-identifiers)
            SWITCHES+=("$1")
            shift
            ;;
        --port | --state | --host)
            [[ -n ${2:-} ]] || die "$1 needs a value"
            case $1 in
                --port) PORT=$2 ;;
                --host) HOST=$2 ;;
                --state) FOLDER=$2 ;;
            esac
            shift 2
            ;;
        *) usage >&2 && die "unknown option $1" ;;
    esac
done
if [[ $PORT != 0 ]]; then check_port_free "$PORT" "the port"; fi
mkdir -p -- "$FOLDER" || die "cannot make the folder $FOLDER"
FOLDER=$(cd -- "$FOLDER" && pwd -P)

# tell_what_is_open HOST PORT: a class is not alone on its network.
tell_what_is_open() {
    local address
    case $1 in 127.* | localhost) return ;; esac
    say "This opens the sandbox to the network, without encryption or password:"
    say "  - the console, where anybody decides on invoices, moves the clock, resets all;"
    say "  - the API, whose credentials are public, and every file deposited there."
    say "Use it on a network that you trust, with invented invoices only."
    if [[ $1 == 0.0.0.0 ]]; then
        for address in $(hostname -I 2>/dev/null); do
            if [[ $address != *:* ]]; then say "  http://$address:$2"; fi
        done
    fi
}

make_state_folders
lock_setup
choose_python
prepare_sandbox_libraries
unlock_setup
tell_what_is_open "$HOST" "$PORT"
cd "$ROOT"
# In the place of this script, so that signals reach the sandbox and nothing else.
trap - EXIT
exec env PYTHONPATH="$ROOT/tests" PYTHONUNBUFFERED=1 \
    "$SANDBOX_PY" -m sandbox --host "$HOST" --port "$PORT" --state "$FOLDER" "${SWITCHES[@]}"
