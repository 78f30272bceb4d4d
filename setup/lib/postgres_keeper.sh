#!/usr/bin/env bash
# Waits until no script uses the private PostgreSQL any more, then stops it if the last
# script could not (because it was killed). Started by join_postgres; one at a time.
set -euo pipefail
LIB_FOLDER=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=setup/lib/common.sh
. "$LIB_FOLDER/common.sh"
# shellcheck source=setup/lib/postgres.sh
. "$LIB_FOLDER/postgres.sh"

exec 7>>"$RUN/postgres.keeper" 8>>"$PG_USERS_LOCK"
# A keeper that is just leaving still holds its lock for a moment.
flock -w 5 7 || exit 0
flock -x 8
pg_locate
cd /
if pg_is_running; then pg_stop; fi
