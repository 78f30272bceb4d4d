#!/usr/bin/env bash
# The sandbox alone: a local PISTE and Chorus Pro. It needs neither Odoo nor a database.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

usage() {
    cat <<'TEXT'
Usage: setup/sandbox.sh [--port N] [--state DIR]

Serves a local Chorus Pro at http://127.0.0.1:N until Ctrl-C.

  --port N      port, 8070 by default; 0 takes a free one, which is printed
  --state DIR   folder of its state, .odoo/sandbox by default

Environment: SANDBOX_PORT (the default port), PYTHON (an interpreter, 3.10 to 3.13).
TEXT
}

PORT=${SANDBOX_PORT:-8070}
FOLDER=$SANDBOX_STATE
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        --port | --state)
            [[ -n ${2:-} ]] || die "$1 needs a value"
            if [[ $1 == --port ]]; then PORT=$2; else FOLDER=$2; fi
            shift 2
            ;;
        *) usage >&2 && die "unknown option $1" ;;
    esac
done
if [[ $PORT != 0 ]]; then check_port_free "$PORT" "the port"; fi
mkdir -p -- "$FOLDER" || die "cannot make the folder $FOLDER"
FOLDER=$(cd -- "$FOLDER" && pwd -P)

make_state_folders
lock_setup
check_system
check_disk
choose_python
prepare_venv
unlock_setup
cd "$ROOT"
# In the place of this script, so that signals reach the sandbox and nothing else.
trap - EXIT
exec env PYTHONPATH="$ROOT/tests" PYTHONUNBUFFERED=1 \
    "$PY" -m sandbox --port "$PORT" --state "$FOLDER"
