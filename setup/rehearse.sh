#!/usr/bin/env bash
# Sends a company's real invoices, pseudonymised, to the local Chorus Pro, and reports.
set -euo pipefail
# What leads to the customer's database, before the private one takes these names.
CUSTOMER=()
for name in PGHOST PGPORT PGUSER PGPASSWORD PGSERVICE; do
    # `env` takes what it forgets before what it sets.
    if [[ -n ${!name:-} ]]; then CUSTOMER+=("$name=${!name}"); else CUSTOMER=(-u "$name" "${CUSTOMER[@]}"); fi
done
unset name
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

usage() {
    cat <<'TEXT'
Usage: setup/rehearse.sh --database DATABASE [--company ID] [--client CLIENT]…
       setup/rehearse.sh --file COPY
                         [--months N] [--csv FILE]

Rehearses before going live: copies what a company invoiced to public clients in the last N
months out of its Odoo 19 database, pseudonymised, into a database of its own beside a
local Chorus Pro that knows these clients, sends all of it, and reports in French: what is
accepted, what would be refused and why, what to mend on which client. Nothing leaves the
machine; the customer's database is read in one read-only transaction.

  --database  name, or connection string (dbname=… host=… user=…, postgresql://…) of
              the customer's database; libpq's own variables and ~/.pgpass hold
  --file      in its place, a copy that "Copy for a rehearsal" of the addon has made
  --company   id of the company, where several invoice
  --client    SIRET, SIREN or id in Odoo of a client to count as public, as often as needed;
              those whose sending method is Chorus Pro, or whose SIREN begins with 1 or 2,
              do anyway
  --months    how far to look back (6), 36 at most
  --csv       where the table goes (.odoo/rehearsal-DATE.csv)

The database, the copy and the local portal's state are removed at the end.
Environment: ODOO_HOME (an Odoo 19.0 to use), PYTHON (an interpreter, 3.10 to 3.13).
TEXT
}

DATABASE='' COPY='' MONTHS=6 TABLE='' MORE=()
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        --database | --file | --company | --client | --months | --csv)
            [[ -n ${2:-} ]] || die "$1 needs a value"
            case $1 in
                --database) DATABASE=$2 ;;
                --file) COPY=$2 ;;
                --months) MONTHS=$2 ;;
                --csv) TABLE=$2 ;;
                *) MORE+=("$1" "$2") ;;
            esac
            shift 2
            ;;
        *) usage >&2 && die "unknown option $1" ;;
    esac
done
if [[ -n $DATABASE && -n $COPY ]] || [[ -z $DATABASE$COPY ]]; then
    usage >&2 && die "give either --database or --file"
fi
if [[ ! $MONTHS =~ ^[1-9][0-9]?$ ]] || ((MONTHS > 36)); then die "--months takes 1 to 36"; fi
if [[ -n $COPY ]]; then
    [[ -r $COPY ]] || die "the file $COPY cannot be read"
    COPY=$(realpath -- "$COPY")
fi
if [[ -n $TABLE ]]; then TABLE=$(realpath -m -- "$TABLE"); fi

remove_scratch() {
    if [[ -n ${REHEARSAL_DB:-} ]]; then db_drop "$REHEARSAL_DB" >/dev/null 2>&1; fi
    if [[ -n ${OUT:-} ]]; then rm -rf "$OUT"; fi
}

# What a run that was killed outright left behind: nobody else would remove it.
forget_killed() {
    local name
    while read -r name; do
        if [[ -n $name ]] && ! kill -0 "${name#rehearsal_}" 2>/dev/null; then
            db_drop "$name"
        fi
    done < <(sql "SELECT datname FROM pg_database WHERE datname ~ '^rehearsal_[0-9]+$'")
    for name in "$RUN"/rehearsal-[0-9]*; do
        if [[ -d $name ]] && ! kill -0 "${name##*-}" 2>/dev/null; then rm -rf "$name"; fi
    done
}

read_customer() {
    env "${CUSTOMER[@]}" "$PY" "$LIB/rehearsal/read.py" "$DATABASE" "$OUT/copy.json" \
        "$OUT/names.json" --months "$MONTHS" "${MORE[@]}" 2>"$OUT/problem" ||
        { cat "$OUT/problem" && die "$(sed -n 's/^Error: //p' "$OUT/problem" | tail -1)"; }
}

play() {
    in_odoo CHORUS_SANDBOX_URL="$SANDBOX_URL" CHORUS_COPY="$1" \
        CHORUS_RESULT="$OUT/result.json" CHORUS_LIB="$LIB/rehearsal" \
        "$PY" -m odoo shell -c "$ODOO_CONF" -d "$REHEARSAL_DB" --no-http \
        --max-cron-threads=0 --shell-interface=python --log-level=warn \
        <"$LIB/rehearsal/play.py"
    # A script on standard input that fails ends the shell as one that succeeds.
    [[ -s $OUT/result.json ]]
}

count_invoices() {
    "$PY" - "$1" <<'PYTHON'
import json, sys
try:
    copy = json.load(open(sys.argv[1], encoding="utf-8"))
    assert copy["format"] == "chorus-rehearsal-1"
    print(len(copy["invoices"]))
except (ValueError, KeyError, TypeError, AssertionError):
    sys.exit(1)
PYTHON
}

prepare
forget_killed
OUT=$RUN/rehearsal-$$
REHEARSAL_DB=rehearsal_$$
mkdir -m 700 "$OUT"
TABLE=${TABLE:-$STATE/rehearsal-$(date +%Y-%m-%d-%H%M%S).csv}
NAMES=()
if [[ -n $DATABASE ]]; then
    step "Reading the invoices of the last $MONTHS months, changing nothing" read_customer
    COPY=$OUT/copy.json
    NAMES=("$OUT/names.json")
fi
COUNT=$(count_invoices "$COPY") || die "$COPY is not a copy for a rehearsal"
((COUNT)) || die "there is no confirmed invoice to a public client in these months:" \
    "look further back with --months, or name clients with --client"
step "Copying the template for the rehearsal" db_copy "$TEMPLATE" "$REHEARSAL_DB"
step "Starting the sandbox" start_sandbox "rehearsal-sandbox" 0 "$OUT/sandbox"
step "Sending $COUNT invoices to the local Chorus Pro" play "$COPY"
"$PY" "$LIB/rehearsal/report.py" "$OUT/result.json" "$TABLE" "${NAMES[@]}"
