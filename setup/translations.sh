#!/usr/bin/env bash
# Brings the addons' translation files up to date with the code.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"
# shellcheck source=setup/lib/lint.sh
. "$LIB/lint.sh"

if (($#)); then
    cat <<'TEXT'
Usage: setup/translations.sh

Writes each addon's i18n/*.pot, and the French beside it: new terms come in untranslated,
unused ones leave. Prints what is left to translate, and fails if anything is.
TEXT
    exit
fi

remove_scratch() {
    if [[ -n ${LINT_DB:-} ]]; then db_drop "$LINT_DB" >/dev/null 2>&1; fi
}

prepare tests
LINT_DB=lint_$$
db_copy "$TEMPLATE_JOBS" "$LINT_DB" >>"$LOG" 2>&1
CHORUS_UPDATE=1 lint_translations
