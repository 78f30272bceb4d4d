# shellcheck shell=bash
# What is checked without running our code. Each function is one check: it prints what is
# wrong and fails.

LINT_CHECKS=(
    lint_ruff lint_format lint_types lint_pylint lint_shell lint_readme lint_translations
)

lint_ruff() { "$VENV/bin/ruff" check --no-cache "$ROOT"; }

lint_format() { "$VENV/bin/ruff" format --no-cache --check "$ROOT"; }

# The protocol only: Odoo has no types. mypy.ini says how strictly.
lint_types() { (cd "$ROOT" && "$PY" -m mypy --no-error-summary); }

# A model of ours is several files, each about one thing: they are not to be merged. (In
# .pylintrc the group `odoolint` would switch that rule on again.)
lint_pylint() {
    local addons
    mapfile -t addons < <(all_addons)
    (cd "$ROOT" && "$VENV/bin/pylint" --rcfile="$ROOT/.pylintrc" \
        --disable=consider-merging-classes-inherited "${addons[@]}")
}

lint_shell() {
    (cd "$ROOT" && shellcheck setup/*.sh setup/lib/*.sh .ci/run)
}

# READMEs and description pages are made of the fragments in readme/: none is older.
lint_readme() { "$PY" "$LIB/readme.py" "$ROOT" --check; }

# Needs a database in which all our addons are installed: LINT_DB, of TEMPLATE_JOBS.
lint_translations() {
    local addons
    addons=$(all_addons | paste -sd,)
    CHORUS_ADDONS=$addons CHORUS_ROOT=$ROOT with_jobs \
        odoo_script "$LINT_DB" "$LIB/translations.py" 2>"$LOGS/translations.log"
}
