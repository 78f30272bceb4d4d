# shellcheck shell=bash
# Tryton with its module for Chorus Pro, for tests/test_sandbox_tryton.py alone: a client of
# the real portal that strangers wrote, in a folder of its own.

TRYTON=$STATE/tryton

install_tryton() {
    rm -rf "$TRYTON" "$TRYTON.new"
    "$PY" -m pip install --no-cache-dir --disable-pip-version-check --quiet \
        --target "$TRYTON.new" -r "$ROOT/setup/tryton-requirements.txt" ||
        die "pip could not install Tryton (no network?): see $LOG"
    tryton_stamp >"$TRYTON.new/stamp"
    mv -T -- "$TRYTON.new" "$TRYTON"
}

tryton_stamp() {
    hash_files "$LIB/tryton.sh" "$ROOT/setup/tryton-requirements.txt"
    "$PY" --version
}

prepare_tryton() {
    if [[ $(cat "$TRYTON/stamp" 2>/dev/null) != "$(tryton_stamp)" ]]; then
        step "Installing a stranger's client of Chorus Pro, for the tests" install_tryton
    fi
}
