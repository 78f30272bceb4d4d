# shellcheck shell=bash
# Python libraries, pinned, in a venv of ours.

REQUIREMENTS=(
    "$ROOT/setup/odoo-requirements.txt" "$ROOT/setup/addons-requirements.txt"
    "$ROOT/setup/tests-requirements.txt"
)

prepare_venv() {
    local stamp file arguments=()
    stamp="$(hash_files "${REQUIREMENTS[@]}") $PYTHON_BASE $("$PYTHON_BASE" --version)"
    if [[ -x $PY && $(cat "$STATE/venv.stamp" 2>/dev/null) == "$stamp" ]]; then return; fi
    for file in "${REQUIREMENTS[@]}"; do arguments+=(-r "$file"); done
    # Another interpreter needs another venv; other requirements do not.
    if [[ -x $PY && $(cut -d' ' -f2- "$STATE/venv.stamp" 2>/dev/null) != "${stamp#* }" ]]; then
        rm -rf "$VENV"
    fi
    rm -f "$STATE/venv.stamp"
    [[ -x $PY ]] || step "Making a venv with $("$PYTHON_BASE" --version)" "$PYTHON_BASE" -m venv "$VENV"
    step "Installing the Python libraries (pinned versions)" \
        install_libraries "${arguments[@]}"
    printf '%s\n' "$stamp" >"$STATE/venv.stamp"
}

# No cache: what pip would keep lies outside this folder, and the stamp makes it useless.
install_libraries() {
    "$PY" -m pip install --no-cache-dir --disable-pip-version-check --quiet "$@" ||
        die "pip could not install the Python libraries (no network?): see $LOG"
}

# The sandbox needs four libraries: those of Odoo's venv when it is there, else a small
# venv of its own. Sets SANDBOX_PY.
SANDBOX_REQUIREMENTS=$ROOT/tests/sandbox/requirements.txt

prepare_sandbox_libraries() {
    local small=$STATE/sandbox-venv stamp
    SANDBOX_PY=$PY
    if has_sandbox_libraries; then return; fi
    SANDBOX_PY=$small/bin/python
    stamp="$(hash_files "$SANDBOX_REQUIREMENTS") $("$PYTHON_BASE" --version)"
    if [[ $(cat "$STATE/sandbox-venv.stamp" 2>/dev/null) == "$stamp" ]] &&
        has_sandbox_libraries; then return; fi
    rm -rf "$small" "$STATE/sandbox-venv.stamp"
    step "Making a small venv with $("$PYTHON_BASE" --version)" \
        "$PYTHON_BASE" -m venv "$small"
    step "Installing the sandbox's libraries" install_sandbox_libraries
    printf '%s\n' "$stamp" >"$STATE/sandbox-venv.stamp"
}

has_sandbox_libraries() {
    "$SANDBOX_PY" -c "import jinja2, lxml, pikepdf, werkzeug" >/dev/null 2>&1
}

install_sandbox_libraries() {
    "$SANDBOX_PY" -m pip install --no-cache-dir --disable-pip-version-check --quiet \
        -r "$SANDBOX_REQUIREMENTS" ||
        die "pip could not install the sandbox's libraries (no network?): see $LOG"
}
