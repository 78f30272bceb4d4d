# shellcheck shell=bash
# What the addons need whose dependencies come from outside Odoo: OCA's queue_job, kept in
# a folder, a configuration and a template database of its own. The other addons are
# tested, and the demonstration runs, without any of it.

JOBS_FOLDER=$STATE/queue-job
JOBS_CONF=$STATE/odoo-jobs.conf
JOBS_REQUIREMENTS=$ROOT/setup/queue-job-requirements.txt

jobs_addons() { addons_of outside; }

# Without dependencies: the package asks for a distribution of Odoo.
install_queue_job() {
    rm -rf "$JOBS_FOLDER" "$JOBS_FOLDER.new"
    "$PY" -m pip install --no-cache-dir --disable-pip-version-check --quiet --no-deps \
        --target "$JOBS_FOLDER.new" -r "$JOBS_REQUIREMENTS" ||
        die "pip could not install queue_job (no network?): see $LOG"
    mv -T -- "$JOBS_FOLDER.new" "$JOBS_FOLDER"
    hash_files "$JOBS_REQUIREMENTS" >"$JOBS_FOLDER/stamp"
}

prepare_queue_job() {
    if [[ $(cat "$JOBS_FOLDER/stamp" 2>/dev/null) != "$(hash_files "$JOBS_REQUIREMENTS")" ]]; then
        step "Installing the job queue (pinned version)" install_queue_job
    fi
    write_conf "$ODOO_ADDONS,$JOBS_FOLDER/odoo/addons,$ROOT" >"$JOBS_CONF"
    # Its runner starts in servers that are told to load the module, and in no test.
    printf '\n[queue_job]\nchannels = root:4,root.chorus_pro:4\n' >>"$JOBS_CONF"
}

# with_jobs COMMAND…: Odoo started by COMMAND finds the job queue.
with_jobs() {
    # shellcheck disable=SC2034  # read by odoo_environment and by odoo
    local ODOO_CONF=$JOBS_CONF EXTRA_PATH=$JOBS_FOLDER
    "$@"
}

# Only what comes from outside is asked for: our addons install themselves with it.
build_jobs() {
    db_drop "$2.new"
    db_copy "$1" "$2.new"
    with_jobs odoo "$2.new" -i "$3"
    db_rename "$2.new" "$2"
}

# Sets TEMPLATE_JOBS, a copy of TEMPLATE with the job queue on top.
prepare_jobs() {
    local files ours
    prepare_queue_job
    mapfile -t ours < <(jobs_addons)
    mapfile -t files < <(addon_files "${ours[@]}")
    TEMPLATE_JOBS=jobs_$(
        { hash_files "$JOBS_REQUIREMENTS" "${files[@]}"; echo "$TEMPLATE"; } |
            sha256sum | cut -c1-12
    )
    if ! db_exists "$TEMPLATE_JOBS"; then
        step "Installing the job queue into a template database" \
            build_jobs "$TEMPLATE" "$TEMPLATE_JOBS" "$(addons_of foreign | paste -sd,)"
        drop_others jobs_ "$TEMPLATE_JOBS"
    fi
}
