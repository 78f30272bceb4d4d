# shellcheck shell=bash
# A PostgreSQL of a campaign's own, which the campaign may kill: nobody else is in it.

# What must not be lost is asked for by whoever writes it, not given by the cluster; what
# nobody asks for is written late, so that a loss shows. Without fsync: a killed process
# loses nothing that the system has (a loss of power cannot be tried here); but it may
# leave half a page, so pages are written whole.
campaign_conf() {
    cat <<CONF
listen_addresses = ''
port = $CAMPAIGN_PORT
unix_socket_directories = '"${PG_SOCKET_DIR//\'/\'\'}"'
fsync = off
synchronous_commit = off
wal_writer_delay = 10s
full_page_writes = on
jit = off
shared_buffers = 128MB
max_connections = 150
CONF
}

campaign_answers() { PGPORT=$CAMPAIGN_PORT pg_is_running; }

# Here, the campaign's data take the place of the private cluster's.
campaign_init() (
    PG_DATA=$CAMPAIGN_DATA
    pg_init
    campaign_conf >"$PG_DATA/postgresql.auto.conf"
)

# start_campaign_cluster FOLDER DATABASE TEMPLATE: a new cluster in FOLDER/postgres with a
# copy of TEMPLATE. Sets CAMPAIGN_DATA and CAMPAIGN_PORT; ODOO_CONF and JOBS_CONF, the
# copies in FOLDER, lead to it.
start_campaign_cluster() {
    local folder=$1 database=$2 template=$3 tries
    CAMPAIGN_DATA=$folder/postgres
    CAMPAIGN_PORT=$((10000 + $$ % 50000))
    mkdir -p "$folder"
    campaign_init
    start_child campaign-postgres \
        bash "$LIB/campaign_postgres.sh" "$CAMPAIGN_DATA" "$CAMPAIGN_PORT"
    for ((tries = 0; tries < 300; tries++)); do
        if campaign_answers; then break; fi
        sleep 0.1
    done
    campaign_answers ||
        die "the campaign's PostgreSQL does not start: see $LOGS/campaign-postgres.log"
    PGPORT=$CAMPAIGN_PORT sql "CREATE DATABASE \"$database\" TEMPLATE template0"
    "$PG_BIN/pg_dump" -Fc -Z0 "$template" |
        PGPORT=$CAMPAIGN_PORT "$PG_BIN/pg_restore" -d "$database"
    if [[ -d $DATA_DIR/filestore/$template ]]; then
        cp -al -- "$DATA_DIR/filestore/$template" "$DATA_DIR/filestore/$database"
    fi
    ODOO_CONF=$(campaign_odoo_conf "$STATE/odoo.conf" "$folder/odoo.conf")
    JOBS_CONF=$(campaign_odoo_conf "$STATE/odoo-jobs.conf" "$folder/odoo-jobs.conf")
}

campaign_odoo_conf() {
    sed "s/^db_port = .*/db_port = $CAMPAIGN_PORT/" "$1" >"$2"
    echo "$2"
}
