# shellcheck shell=bash
# The demo database and its sandbox, which belong together: the portal refuses an invoice
# number that it already knows.

DEMO_DB=demo
DEMO_STAMP=$STATE/demo.stamp
DEMO_LOCK=$RUN/demo.lock

# One demo at a time uses the database and the sandbox's state.
lock_demo() {
    exec {DEMO_FD}>>"$DEMO_LOCK"
    flock -n "$DEMO_FD"
}

demo_files() {
    printf '%s\n' "$LIB/demo_data.py"
    find "$ROOT" -maxdepth 3 -path "$ROOT/*/demo/*" -name '*.xml' | LC_ALL=C sort
}

# Makes the demo database anew when there is none, or when the addons have changed.
prepare_demo_database() {
    local stamp files
    mapfile -t files < <(demo_files)
    stamp="$TEMPLATE $(hash_files "${files[@]}")"
    if [[ $(cat "$DEMO_STAMP" 2>/dev/null) == "$stamp" ]] && db_exists "$DEMO_DB"; then
        return
    fi
    rm -f "$DEMO_STAMP"
    if db_exists "$DEMO_DB"; then
        say "• the addons or their demo data have changed: the demo starts afresh"
    fi
    step "Copying the template into the database $DEMO_DB" copy_demo_database
    step "Loading the demo data" load_demo
    printf '%s\n' "$stamp" >"$DEMO_STAMP"
}

copy_demo_database() {
    db_drop "$DEMO_DB"
    rm -rf "$SANDBOX_STATE"
    db_copy "$TEMPLATE" "$DEMO_DB"
}

load_demo() {
    odoo_script "$DEMO_DB" "$LIB/demo_data.py"
}
