#!/usr/bin/env bash
# Writes the README and the description page of each addon from its readme/*.md.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
    cat <<'TEXT'
Usage: setup/readme.sh [--check]

Writes README.md and static/description/index.html of each addon from the fragments in its
folder readme/ and from its manifest. With --check, writes nothing, and fails if one of
them is not up to date.
TEXT
    exit
fi

make_state_folders
lock_setup
check_system
choose_python
prepare_venv
unlock_setup
"$PY" "$LIB/readme.py" "$ROOT" "$@"
