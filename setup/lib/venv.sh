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
