# shellcheck shell=bash
# Odoo's configuration, and the template databases from which every other one is copied
# within a second or two: one with Odoo's modules, one with ours on top.

ODOO_CONF=$STATE/odoo.conf
DATA_DIR=$STATE/data

# Our addons: folders of the repository with a manifest.
all_addons() {
    local manifest
    for manifest in "$ROOT"/*/__manifest__.py; do
        basename -- "${manifest%/__manifest__.py}"
    done
}

# What our manifests ask for, one word a line: `inside` the addons that need nothing but
# Odoo, `outside` the others, `odoo` the modules of Odoo needed inside, `foreign` those
# that come from elsewhere.
addons_of() {
    "$PY" - "$1" "$ROOT" "$ODOO_ADDONS" <<'PYTHON'
import ast, pathlib, sys
kind, root, folders = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3].split(",")
depends = {
    path.parent.name: ast.literal_eval(path.read_text(encoding="utf-8"))["depends"]
    for path in sorted(root.glob("*/__manifest__.py"))
}
needed = {name for names in depends.values() for name in names} - depends.keys()
foreign = {
    name for name in needed
    if not any((pathlib.Path(folder) / name).is_dir() for folder in folders)
}
outside = {name for name, names in depends.items() if foreign & set(names)}
inside = depends.keys() - outside
odoo = {name for addon in inside for name in depends[addon]} - depends.keys()
found = {"inside": inside, "outside": outside, "odoo": odoo, "foreign": foreign}
print(*sorted(found[kind]), sep="\n")
PYTHON
}

our_addons() { addons_of inside; }

write_odoo_conf() {
    mkdir -p "$DATA_DIR"
    write_conf "$ODOO_ADDONS,$ROOT" >"$ODOO_CONF"
}

# write_conf ADDONS_PATH
write_conf() {
    cat <<CONF
[options]
addons_path = $1
data_dir = $DATA_DIR
db_host = $PG_SOCKET_DIR
db_port = $PG_PORT
db_user = odoo
db_maxconn = 32
list_db = False
http_interface = 127.0.0.1
max_cron_threads = 1
CONF
}

# The proxy is a closed port: whatever Odoo, a browser or a test would ask outside (update
# notices, enrichment, Peppol) fails at once, and only loopback is spoken to.
loopback_only() {
    local closed=http://127.0.0.1:9 loopback=127.0.0.1,localhost name
    for name in http_proxy https_proxy HTTP_PROXY HTTPS_PROXY; do echo "$name=$closed"; done
    for name in no_proxy NO_PROXY; do echo "$name=$loopback"; done
}

# Environment of every program that loads Odoo, one NAME=value a line.
odoo_environment() {
    echo "PYTHONPATH=$STATE/path${EXTRA_PATH:+:$EXTRA_PATH}"
    echo "PYTHONUNBUFFERED=1"
    echo "PATH=${PRINTER_PATH:+$PRINTER_PATH:}$VENV/bin:$PATH"
    echo "ODOO_RC=$ODOO_CONF"
    echo "TZ=UTC"
    loopback_only
}

in_odoo() {
    local words
    mapfile -t words < <(odoo_environment)
    env "${words[@]}" "$@"
}

# odoo DATABASE ARGUMENTS…: one Odoo that serves nothing and ends.
odoo() {
    local database=$1
    shift
    in_odoo "$PY" -m odoo -c "$ODOO_CONF" -d "$database" --no-http --max-cron-threads=0 \
        --stop-after-init "$@"
}

# odoo_script DATABASE FILE: a script for Odoo's shell, with `env`; it commits itself.
odoo_script() {
    in_odoo "$PY" -m odoo shell -c "$ODOO_CONF" -d "$1" --no-http --max-cron-threads=0 \
        --shell-interface=python <"$2"
}

sql() { PGOPTIONS='-c client_min_messages=warning' "$PG_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d postgres -c "$1"; }

db_exists() { [[ -n $(sql "SELECT 1 FROM pg_database WHERE datname = '$1'") ]]; }

# Copying the files at block level is twice as fast as through the log, where the
# server knows how (PostgreSQL 15).
db_copy() {
    local strategy=""
    if (($(basename "${PG_BIN%/bin}") >= 15)); then strategy="STRATEGY = FILE_COPY"; fi
    sql "CREATE DATABASE \"$2\" TEMPLATE \"$1\" $strategy"
    rm -rf "$DATA_DIR/filestore/$2"
    # Files of the store are named by their hash and never change: links do.
    if [[ -d $DATA_DIR/filestore/$1 ]]; then
        cp -al -- "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
    fi
}

db_drop() {
    sql "DROP DATABASE IF EXISTS \"$1\" WITH (FORCE)"
    rm -rf "$DATA_DIR/filestore/$1"
}

# Forgets what former versions of a template left. One that is being copied right now
# cannot be dropped: the next run will.
drop_others() {
    local prefix=$1 keep=$2 name
    while read -r name; do
        if [[ -n $name && $name != "$keep" ]]; then db_drop "$name" || true; fi
    done < <(sql "SELECT datname FROM pg_database WHERE datname LIKE '$prefix%'")
}

# What the template databases are made of, in the folders that are named. Git may belong to
# somebody else than the checkout's owner, and an unpacked archive has none.
addon_files() {
    if [[ -e $ROOT/.git ]]; then
        git -c safe.directory='*' -C "$ROOT" ls-files -co --exclude-standard -- "$@"
    else
        (cd "$ROOT" && find "$@" -type f ! -name '*.pyc' | sort)
    fi | grep -Ev '/(tests|readme|static/description)/|[.](pot|rst|md)$' |
        while read -r file; do
            if [[ -f $ROOT/$file ]]; then printf '%s\n' "$ROOT/$file"; fi
        done
}

build_base() {
    db_drop "$1.new"
    odoo "$1.new" -i "base" --load-language=en_US,fr_FR
    odoo_script "$1.new" "$LIB/base_country.py"
    odoo "$1.new" -i "$2"
    odoo_script "$1.new" "$LIB/base_company.py"
    db_rename "$1.new" "$1"
}

build_ours() {
    db_drop "$2.new"
    db_copy "$1" "$2.new"
    odoo "$2.new" -i "$3"
    db_rename "$2.new" "$2"
}

# A database gets its final name once it is whole: an interrupted build leaves no
# template that looks ready.
db_rename() {
    db_drop "$2"
    sql "ALTER DATABASE \"$1\" RENAME TO \"$2\""
    if [[ -d $DATA_DIR/filestore/$1 ]]; then
        mv -T -- "$DATA_DIR/filestore/$1" "$DATA_DIR/filestore/$2"
    fi
}

# Sets TEMPLATE_BASE and TEMPLATE.
prepare_templates() {
    local modules ours files
    modules=$(addons_of odoo | paste -sd,)
    TEMPLATE_BASE=base_$(
        { hash_files "$LIB"/base_*.py; echo "$ODOO_ID $modules"; } |
            sha256sum | cut -c1-12
    )
    ours=$(our_addons | paste -sd,)
    # shellcheck disable=SC2086  # names of our addons hold no space
    mapfile -t files < <(addon_files ${ours//,/ })
    TEMPLATE=chorus_$(
        { hash_files "${files[@]}"; echo "$TEMPLATE_BASE"; } | sha256sum | cut -c1-12
    )
    if ! db_exists "$TEMPLATE_BASE"; then
        step "Installing Odoo's modules into a template database" \
            build_base "$TEMPLATE_BASE" "$modules"
        drop_others base_ "$TEMPLATE_BASE"
    fi
    if ! db_exists "$TEMPLATE"; then
        step "Installing our addons into a template database" \
            build_ours "$TEMPLATE_BASE" "$TEMPLATE" "$ours"
        drop_others chorus_ "$TEMPLATE"
    fi
}
