#!/usr/bin/env bash
# Shows the connector at work: a real Odoo, a local Chorus Pro, one invoice between them.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"
# shellcheck source=setup/lib/demo.sh
. "$LIB/demo.sh"

usage() {
    cat <<'TEXT'
Usage: setup/demo.sh [--once]

Sets up what is missing, starts the sandbox (a local Chorus Pro) and Odoo, loads the demo
data, sends one invoice, follows it, and keeps serving until Ctrl-C.

  --once   stop after that; the last line on stdout is one JSON object:
           invoice, flow, flow_status, invoice_status, chorus_state, facturx_valid, seconds

Environment: ODOO_PORT (8069), SANDBOX_PORT (8070), ODOO_HOME (an Odoo 19.0 to use),
PYTHON (an interpreter, 3.10 to 3.13). Everything is kept in the folder .odoo.
TEXT
}

where_to_click() {
    cat >&2 <<TEXT

Odoo      http://localhost:$ODOO_PORT
          user comptable, password comptable   (an invoicing clerk)
          user admin, password admin           (sees the settings)
Sandbox   http://localhost:$SANDBOX_PORT   the local Chorus Pro: deposits, invoices, the clock

Where to click: Facturation > Clients > Factures clients > $1, tab Chorus Pro.
Make another invoice for the same client, confirm it, and press « Envoyer à Chorus ».
Then advance the clock on the sandbox's page and press « Mettre à jour ».
Ctrl-C stops everything.
TEXT
}

field() { "$PY" -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$@"; }

finish_once() {
    "$PY" - "$1" "$2" <<'PYTHON'
import json, sys
result = json.load(open(sys.argv[1], encoding="utf-8"))
result["seconds"] = float(sys.argv[2])
print(json.dumps(result, ensure_ascii=False))
good = (
    result["flow_status"] == "IN_INTEGRE"
    and result["invoice_status"] == "MISE_A_DISPOSITION"
    and result["facturx_valid"] is True
)
sys.exit(0 if good else "Error: the invoice did not get where it should")
PYTHON
}

STARTED=$(now_ms)
ONCE=
case ${1:-} in
    -h | --help) usage && exit ;;
    --once) ONCE=yes ;;
    "") ;;
    *) usage >&2 && die "unknown option $1" ;;
esac
ODOO_PORT=${ODOO_PORT:-8069}
SANDBOX_PORT=${SANDBOX_PORT:-8070}
# Before the long part: nobody waits minutes to read that a port is taken.
check_port_free "$ODOO_PORT" ODOO_PORT
check_port_free "$SANDBOX_PORT" SANDBOX_PORT

prepare
lock_demo || die "another script uses the demo in $ROOT: stop it first"
prepare_demo_database
step "Starting the sandbox" start_sandbox sandbox "$SANDBOX_PORT" "$SANDBOX_STATE"
step "Starting Odoo" start_odoo "$DEMO_DB" "$ODOO_PORT"
ODOO_PID=$CHILD_PID
RESULT=$RUN/demo.json
rm -f "$RESULT"
say "• Sending an invoice and following it…"
"$PY" "$LIB/demo_scenario.py" "http://127.0.0.1:$ODOO_PORT" "$SANDBOX_URL" "$DEMO_DB" \
    "$RESULT" || die "the demo stopped there; Odoo's own log is $LOGS/odoo.log"
if [[ -n $ONCE ]]; then
    finish_once "$RESULT" "$(seconds_since "$STARTED")"
else
    where_to_click "$(field "$RESULT" invoice)"
    wait "$ODOO_PID" || die "Odoo has stopped: see $LOGS/odoo.log"
fi
