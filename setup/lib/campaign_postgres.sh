#!/usr/bin/env bash
# campaign_postgres.sh DATA PORT: keeps a PostgreSQL running, as a service manager would:
# whoever kills it finds it started again. Ends with the script that started it.
set -euo pipefail
LIB_FOLDER=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=setup/lib/common.sh
. "$LIB_FOLDER/common.sh"
# shellcheck source=setup/lib/postgres.sh
. "$LIB_FOLDER/postgres.sh"

pg_locate
PG_DATA=$1

stop() {
    local server
    server=$(head -1 postmaster.pid 2>/dev/null) || exit 0
    kill -QUIT "$server" 2>/dev/null || true
    wait
    exit 0
}
trap stop EXIT
trap exit TERM INT

cd "$PG_DATA"
while :; do
    pg_run "$PG_BIN/postgres" -D "$PG_DATA" 2>&1 &
    wait "$!" || true
    # Its children may hold its memory a moment longer than it lives.
    sleep 0.2
done
