#!/usr/bin/env bash
# Builds each addon as a wheel, as Python packages of Odoo addons are made (whool).
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    cat <<TEXT
Usage: setup/wheels.sh [FOLDER]

Builds one wheel of each addon, odoo_addon_NAME-VERSION-py3-none-any.whl, into FOLDER
($STATE/wheels), where wheels of before are removed; prints their paths.
In the Python environment of an Odoo 19 they are installed with
    pip install --no-deps FOLDER/*.whl
--no-deps, for they ask for a package "odoo" that no registry has; the libraries are in
requirements.txt.
TEXT
    exit
fi

build() {
    rm -f "$FOLDER"/odoo_addon_chorus_pro_connector*.whl
    # Git may belong to somebody else than the checkout's owner; without it the files are
    # all those of the folder, and the version lacks the count of commits.
    GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
        "$PY" -m pip wheel --disable-pip-version-check --quiet --no-deps --no-index \
        --no-build-isolation --no-cache-dir --wheel-dir "$FOLDER" "${ADDONS[@]}"
}

make_state_folders
lock_setup
check_system
choose_python
prepare_venv
unlock_setup
FOLDER=${1:-$STATE/wheels}
mkdir -p "$FOLDER"
mapfile -t ADDONS < <(all_addons | sed "s|^|$ROOT/|")
step "Building ${#ADDONS[@]} wheels" build
ls -- "$FOLDER"/odoo_addon_chorus_pro_connector*.whl
