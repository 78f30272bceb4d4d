#!/usr/bin/env bash
# Runs every test: lint, the plain tests of tests/, and the addons' tests inside Odoo.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"
# shellcheck source=setup/lib/lint.sh
. "$LIB/lint.sh"
# shellcheck source=setup/lib/lanes.sh
. "$LIB/lanes.sh"

usage() {
    cat <<'TEXT'
Usage: setup/test.sh [ARGUMENTS OF PYTEST]

Sets up what is missing and runs every test; the last line is "N passed, N failed" (and
", N skipped" if any). Without arguments, lint and translations are part of it. Addons
that need the job queue are tested in a database of their own, the others without it.

A path selects: below tests/ it runs in plain pytest (tests/install starts Odoo itself), in
an addon inside Odoo. Options go to pytest: setup/test.sh -k siret,
setup/test.sh chorus_pro_connector/tests/test_flow.py -x

The parts run side by side, one for each core, and show their output once they are over.

Environment: ODOO_HOME (an Odoo 19.0 to use), PYTHON (an interpreter, 3.10 to 3.13),
CHORUS_COVERAGE=odoo (measure what the tests inside Odoo cover of the addons too, which
makes them a third slower).
TEXT
}

PLAIN_PATHS=()
INSTALL_PATHS=()
ODOO_PATHS=()
JOBS_PATHS=()
OPTIONS=()

# Sorts the arguments into paths of either part, and options for both.
sort_arguments() {
    local argument path
    for argument in "$@"; do
        path=${argument%%::*}
        if [[ $argument == -* || ! -e $path ]]; then
            OPTIONS+=("$argument")
        else
            path=$(realpath -- "$path")${argument#"$path"}
            case $path in
                "$ROOT"/tests/install*) INSTALL_PATHS+=("$path") ;;
                "$ROOT"/tests | "$ROOT"/tests/*) PLAIN_PATHS+=("$path") ;;
                "$ROOT"/*)
                    if needs_jobs "$path"; then
                        JOBS_PATHS+=("$path")
                    else
                        ODOO_PATHS+=("$path")
                    fi
                    ;;
                *) die "$argument is not part of $ROOT" ;;
            esac
        fi
    done
}

# needs_jobs PATH: it belongs to an addon whose dependencies come from outside Odoo.
needs_jobs() {
    local addon=${1#"$ROOT"/}
    jobs_addons | grep -qx -- "${addon%%/*}"
}

# Folders of tests of the addons that are named, one a line, on standard input.
test_folders() {
    local addon
    while read -r addon; do
        if [[ -d $ROOT/$addon/tests ]]; then echo "$ROOT/$addon/tests"; fi
    done
}

# Status 5 only says that nothing was selected here: the sum is judged at the end.
forgive_nothing_selected() {
    local status=$1
    if [[ $SELECTED == yes && $status == 5 ]]; then return 0; fi
    return "$status"
}

# Of all plain tests the coverage of chorus/ and decompte/ is measured, where it costs a
# tenth more; inside Odoo it would cost minutes.
run_plain() {
    local status=0 program=(-m pytest) words
    local sources=chorus_pro_connector/chorus,chorus_pro_connector_works/decompte
    if [[ $SELECTED == no ]]; then
        program=(-m coverage run --branch "--source=$sources"
            --data-file="$OUT/coverage" -m pytest)
    fi
    mapfile -t words < <(loopback_only)
    (cd "$ROOT" && env -u CHORUS_SANDBOX_URL "${words[@]}" "$PY" "${program[@]}" \
        -p no:odoo -q -rs --ignore=tests/install --junitxml="$OUT/plain.xml" \
        "${OPTIONS[@]}" "${PLAIN_PATHS[@]}") || status=$?
    forgive_nothing_selected "$status"
}

# Plain pytest that starts Odoo itself: it installs our addons in a database without them.
run_install() {
    local status=0
    (cd "$ROOT" && in_odoo CHORUS_INSTALL_DATABASE="$INSTALL_DB" \
        CHORUS_BASE_TEMPLATE="$TEMPLATE_BASE" CHORUS_TEMPLATE="$TEMPLATE" "$PY" -m pytest \
        -p no:odoo -q --junitxml="$OUT/install.xml" "${OPTIONS[@]}" \
        "${INSTALL_PATHS[@]}") || status=$?
    forgive_nothing_selected "$status"
}

# run_in_odoo REPORT DATABASE PATHS…
# Tours need a browser, and a server in the test's own process (--odoo-http).
run_in_odoo() {
    local report=$1 database=$2 status=0 program=(-m pytest)
    shift 2
    if [[ ${CHORUS_COVERAGE:-} == odoo ]]; then
        program=(-m coverage run --branch "--source=$(all_addons | paste -sd,)"
            "--omit=*/tests/*,*/migrations/*" --data-file="$OUT/odoo-coverage.$report"
            -m pytest)
    fi
    (cd "$ROOT" && in_odoo CHORUS_SANDBOX_URL="$SANDBOX_URL" \
        CHORUS_TEMPLATE="$TEMPLATE" "$PY" "${program[@]}" -q \
        --odoo-database="$database" --odoo-config="$ODOO_CONF" --odoo-http \
        --junitxml="$OUT/$report.xml" "${OPTIONS[@]}" "$@") || status=$?
    forgive_nothing_selected "$status"
}

# Writes passed and failed of the lint into a file: it runs in a lane, as the tests do.
run_lint() {
    local check passed=0 failed=0
    for check in "${LINT_CHECKS[@]}"; do
        if "$check" >"$OUT/$check.txt" 2>&1; then
            passed=$((passed + 1))
            echo "$check: good"
        else
            failed=$((failed + 1))
            echo "$check: NOT GOOD"
            cat "$OUT/$check.txt"
        fi
    done
    echo "$passed $failed" >"$OUT/lint.count"
}

# Parts of the tests inside Odoo when all of them run: a part costs ten seconds to start,
# and the last one that runs should not run alone for long.
ODOO_PARTS=6

run_part() {
    local paths
    case $1 in
        lint) run_lint ;;
        plain) run_plain ;;
        install) with_jobs run_install ;;
        jobs) with_jobs run_in_odoo jobs "$JOBS_DB" "${JOBS_PATHS[@]}" ;;
        odoo-*)
            mapfile -t paths <"$OUT/files/${1#odoo-}"
            run_in_odoo "$1" "$TEST_DB" "${paths[@]}"
            ;;
    esac
}

# The parts, one a line: the longest first.
list_parts() {
    local files
    if ((${#PLAIN_PATHS[@]})); then echo plain; fi
    if ((${#INSTALL_PATHS[@]})); then echo install; fi
    if ((${#ODOO_PATHS[@]})); then
        mkdir -p "$OUT/files"
        if [[ $SELECTED == yes ]]; then
            printf '%s\n' "${ODOO_PATHS[@]}" >"$OUT/files/1"
        else
            mapfile -t files < <(find "${ODOO_PATHS[@]}" -name 'test_*.py')
            deal "$ODOO_PARTS" "$OUT/files" "${files[@]}"
        fi
        find "$OUT/files" -type f -printf 'odoo-%f\n' | sort
    fi
    if ((${#JOBS_PATHS[@]})); then echo jobs; fi
    if [[ $WITH_LINT == yes ]]; then echo lint; fi
}

# start_lane NUMBER: each has a database and a sandbox of its own, so that no reset
# disturbs another.
start_lane() {
    local number=$1
    local TEST_DB=test_$$_$number
    if ((${#ODOO_PATHS[@]} + ${#JOBS_PATHS[@]})); then
        step "Copying the template for the tests ($number)" db_copy "$TEMPLATE" "$TEST_DB"
        step "Starting the sandbox of the tests ($number)" \
            start_sandbox "test-$$/sandbox-$number" 0 "$OUT/sandbox-$number"
    fi
    start_group run_lane "$OUT/parts" "$OUT" run_part
    LANE_PIDS+=("$CHILD_PID")
}

remove_scratch() {
    local number
    for ((number = 1; number <= LANES; number++)); do
        db_drop "test_$$_$number" >/dev/null 2>&1
    done
    if [[ -n ${INSTALL_DB:-} ]]; then db_drop "$INSTALL_DB" >/dev/null 2>&1; fi
    if [[ -n ${JOBS_DB:-} ]]; then db_drop "$JOBS_DB" >/dev/null 2>&1; fi
    if [[ -n ${LINT_DB:-} ]]; then db_drop "$LINT_DB" >/dev/null 2>&1; fi
    if [[ -n ${OUT:-} ]]; then rm -rf "$OUT"/sandbox-* "$OUT/files"; fi
}

print_coverage() {
    local total
    if [[ -f $OUT/coverage ]]; then
        total=$("$PY" -m coverage report --data-file="$OUT/coverage" --format=total) &&
            say "• The plain tests cover $total % of chorus/ and decompte/, branches included"
    fi
    if compgen -G "$OUT/odoo-coverage.*" >/dev/null; then
        "$PY" -m coverage combine --quiet --data-file="$OUT/odoo-coverage" \
            "$OUT"/odoo-coverage.*
        (cd "$ROOT" && "$PY" -m coverage report --data-file="$OUT/odoo-coverage" \
            >"$OUT/odoo-coverage.txt") &&
            say "• Those inside Odoo cover $(tail -1 "$OUT/odoo-coverage.txt" |
                grep -o '[0-9]*%') of the addons ($OUT/odoo-coverage.txt)"
    fi
    return 0
}

print_sum() {
    local passed=0 failed=0 skipped=0 reports=() report lint_passed lint_failed
    while read -r report; do
        if [[ $report != lint ]]; then reports+=("$OUT/$report.xml"); fi
    done <"$OUT/parts.all"
    if ((${#reports[@]})); then
        read -r passed failed skipped < <("$PY" "$LIB/count_tests.py" "${reports[@]}")
    fi
    if [[ $WITH_LINT == yes ]]; then
        read -r lint_passed lint_failed <"$OUT/lint.count" || lint_failed=1
        passed=$((passed + ${lint_passed:-0}))
        failed=$((failed + lint_failed))
    fi
    # A part whose tests are not even collected would look perfect.
    for report in "${reports[@]}"; do
        if [[ $SELECTED == no ]] && ! grep -q '<testcase' "$report" 2>/dev/null; then
            say "Error: no test ran in $report"
            failed=$((failed + 1))
        fi
    done
    if ((passed + failed + skipped == 0)); then
        say "Error: no test was selected"
        FAILED_ALREADY=1
        failed=1
    fi
    if ((skipped)); then
        echo "$passed passed, $failed failed, $skipped skipped"
    else
        echo "$passed passed, $failed failed"
    fi
    FAILED_ALREADY=1
    ((failed == 0))
}

SELECTED=no
WITH_LINT=yes
LANES=0
LANE_PIDS=()
if [[ ${1:-} == -h || ${1:-} == --help ]]; then usage && exit; fi
if (($#)); then SELECTED=yes WITH_LINT=no; fi
prepare tests
sort_arguments "$@"
if ((${#PLAIN_PATHS[@]} + ${#INSTALL_PATHS[@]} + ${#ODOO_PATHS[@]} + ${#JOBS_PATHS[@]} == 0)); then
    PLAIN_PATHS=("$ROOT/tests")
    INSTALL_PATHS=("$ROOT/tests/install")
    mapfile -t ODOO_PATHS < <(our_addons | test_folders)
    mapfile -t JOBS_PATHS < <(jobs_addons | test_folders)
fi
OUT=$LOGS/test-$$
# The reports of former runs are kept for a day.
find "$LOGS" -maxdepth 1 -name 'test-*' -mmin +1440 -exec rm -rf {} +
mkdir -p "$OUT"
if ((${#JOBS_PATHS[@]})); then
    JOBS_DB=test_jobs_$$
    step "Copying the template with the job queue" db_copy "$TEMPLATE_JOBS" "$JOBS_DB"
fi
if ((${#INSTALL_PATHS[@]})); then
    INSTALL_DB=install_$$
    step "Copying the template without our addons" db_copy "$TEMPLATE_BASE" "$INSTALL_DB"
fi
if [[ $WITH_LINT == yes ]]; then
    LINT_DB=lint_$$
    db_copy "$TEMPLATE_JOBS" "$LINT_DB" >>"$LOG" 2>&1
fi
list_parts >"$OUT/parts.all"
cp "$OUT/parts.all" "$OUT/parts"
LANES=$(lanes "$OUT/parts")
say "• Running the tests (reports in $OUT)…"
for ((number = 1; number <= LANES; number++)); do start_lane "$number"; done
for pid in "${LANE_PIDS[@]}"; do wait "$pid" || true; done
print_coverage
print_sum
