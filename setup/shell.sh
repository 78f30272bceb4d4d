#!/usr/bin/env bash
# Odoo's shell on the demo database, with the sandbox running.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"
# shellcheck source=setup/lib/demo.sh
. "$LIB/demo.sh"

case ${1:-} in
    -h | --help)
        cat <<'TEXT'
Usage: setup/shell.sh [< SCRIPT]

Opens Odoo's shell (variables env and self) on the demo database, the sandbox running; a
script on standard input is run instead. Changes are lost unless it calls env.cr.commit().
The sandbox's address is in the environment: CHORUS_SANDBOX_URL.

Environment: SANDBOX_PORT (8070) when no demo is running, ODOO_HOME, PYTHON.
TEXT
        exit
        ;;
    "") ;;
    *) die "unknown argument $1: a script is read from standard input" ;;
esac

prepare
if lock_demo; then
    SANDBOX_PORT=${SANDBOX_PORT:-8070}
    check_port_free "$SANDBOX_PORT" SANDBOX_PORT
    prepare_demo_database
    step "Starting the sandbox" start_sandbox sandbox "$SANDBOX_PORT" "$SANDBOX_STATE"
else
    # A demo is being served: its sandbox is the one that knows the invoices.
    SANDBOX_URL=$(sed -n 's/^listening on //p' "$LOGS/sandbox.log" | head -1)
    [[ -n $SANDBOX_URL ]] || die "another script is preparing the demo: try again soon"
fi
INTERFACE=()
# Without this, Odoo prefers IPython when the machine has it, which reads no script.
if [[ ! -t 0 ]]; then INTERFACE=(--shell-interface=python); fi
in_odoo CHORUS_SANDBOX_URL="$SANDBOX_URL" "$PY" -m odoo shell -c "$ODOO_CONF" \
    -d "$DEMO_DB" --no-http --log-level=warn "${INTERFACE[@]}"
