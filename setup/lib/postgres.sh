# shellcheck shell=bash
# A private PostgreSQL cluster on a Unix socket, shared by the scripts that run at the
# same time, and stopped by the last of them.

PG_PORT=5432
PG_USERS_LOCK=$RUN/postgres.users

# Folder of the newest server's programs; Odoo 19 needs PostgreSQL 13.
newest_postgres() {
    local folder
    folder=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1) || return 1
    folder=${folder%/initdb}
    (($(basename "${folder%/bin}") >= 13)) && echo "$folder"
}

# The server refuses to run as root, and the user it runs as must reach its data even
# below a folder that only root may enter: it keeps one capability of root, the right to
# pass through folders. It listens on nothing but a socket that only we reach.
pg_run() {
    if ((EUID != 0)); then
        "$@"
    elif setpriv --inh-caps=+dac_override true 2>/dev/null; then
        setpriv --reuid="$PG_OWNER" --regid="$(id -g "$PG_OWNER")" --clear-groups \
            --inh-caps=-all,+dac_override --ambient-caps=+dac_override -- "$@"
    else
        # A container without that capability: its folders must then be open.
        setpriv --reuid="$PG_OWNER" --regid="$(id -g "$PG_OWNER")" --clear-groups -- "$@"
    fi
}

pg_locate() {
    PG_BIN=$(newest_postgres) || die "there is no PostgreSQL server (13 or newer)"
    PG_DATA=$STATE/postgres-$(basename "${PG_BIN%/bin}")
    PG_OWNER=postgres
    id postgres >/dev/null 2>&1 || PG_OWNER=nobody
    PG_SOCKET_DIR=$RUN
    # A socket's path holds 107 characters. Deeper folders are reached through a short
    # link, the one thing that must lie outside .odoo.
    if ((${#RUN} + ${#PG_PORT} + 12 > 107)); then
        PG_SOCKET_DIR=/tmp/chorus-$EUID-$(printf '%s' "$RUN" | sha256sum | cut -c1-12)
        PG_SHORT_LINK=$PG_SOCKET_DIR
        ln -sfn -- "$RUN" "$PG_SHORT_LINK"
        # In a shared /tmp somebody else may own that name.
        [[ $(readlink -- "$PG_SHORT_LINK") == "$RUN" && -O $RUN ]] ||
            die "cannot make the link $PG_SHORT_LINK to reach the database"
    fi
    export PGHOST=$PG_SOCKET_DIR PGPORT=$PG_PORT PGUSER=odoo
    unset PGPASSWORD PGDATABASE PGSERVICE
}

pg_init() {
    rm -rf "$PG_DATA"
    mkdir -m 700 "$PG_DATA"
    if ((EUID == 0)); then chown "$PG_OWNER:" "$PG_DATA"; fi
    (cd "$PG_DATA" && pg_run "$PG_BIN/initdb" -D "$PG_DATA" -U odoo -A trust \
        --no-sync -E UTF8 --locale=C.UTF-8)
    touch "$PG_DATA/chorus-ready"
}

# Durability is traded for speed: everything in here can be made anew.
pg_configure() {
    local quoted=${PG_SOCKET_DIR//\'/\'\'}
    cat >"$PG_DATA/postgresql.auto.conf" <<CONF
listen_addresses = ''
port = $PG_PORT
unix_socket_directories = '"$quoted"'
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
shared_buffers = 256MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
max_connections = 150
log_min_duration_statement = -1
CONF
}

pg_is_running() { "$PG_BIN/pg_isready" -q -t 2; }

pg_launch() {
    if [[ ! -e $PG_DATA/chorus-ready ]]; then pg_init; fi
    pg_configure
    # The server must not keep our lock files open: they tell who uses it.
    (
        cd "$PG_DATA"
        pg_run "$PG_BIN/pg_ctl" start -w -s -D "$PG_DATA" -l "$PG_DATA/server.log" \
            {SETUP_LOCK}>&- {PG_USERS}>&- {TERMINAL}>&-
    ) || die "the private PostgreSQL server does not start: see $PG_DATA/server.log" \
        "(deleting $PG_DATA makes a new one)"
}

# Joins the users of the cluster, and starts it if nobody did. To be called under the
# set-up lock.
join_postgres() {
    pg_locate
    # As long as a script holds this lock, the keeper lets the server live.
    exec {PG_USERS}>>"$PG_USERS_LOCK"
    flock -s "$PG_USERS"
    if ! pg_is_running; then
        step "Starting the private PostgreSQL $(basename "${PG_BIN%/bin}")" pg_launch
    fi
    # A script that is killed outright cannot stop the server: the keeper does.
    setsid bash "$LIB/postgres_keeper.sh" {SETUP_LOCK}>&- {PG_USERS}>&- {TERMINAL}>&- \
        </dev/null >/dev/null 2>&1 &
    disown
}

pg_stop() {
    pg_run "$PG_BIN/pg_ctl" stop -s -m fast -D "$PG_DATA" >/dev/null 2>&1 || true
    if [[ -n ${PG_SHORT_LINK:-} ]]; then rm -f -- "$PG_SHORT_LINK"; fi
}

# Leaves the cluster; the last user stops it, and waits until it is down.
leave_postgres() {
    if [[ -z ${PG_USERS:-} ]]; then return 0; fi
    exec {PG_USERS}>&-
    (
        cd / # the data folder's owner may not enter the current one
        if flock -n -x 8; then pg_stop; else flock -s -w 20 8; fi
    ) 8>>"$PG_USERS_LOCK"
    PG_USERS=
}
