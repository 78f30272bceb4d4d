#!/usr/bin/env bash
# Changes the protocol and the rules a little, many times, and tells which changes no test
# notices.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"
# shellcheck source=setup/lib/lanes.sh
. "$LIB/lanes.sh"

ADDON=chorus_pro_connector
MUTANTS=$STATE/mutants
LANE_COUNT=2
# Test files of one source file; those that speak of it most.
MOST_TESTS=4

usage() {
    cat <<TEXT
Usage: setup/mutants.sh [--sample COUNT | --spread COUNT] [--tests "FILE ..."] [FILE ...]

Runs a mutation tool (cosmic-ray, installed now, in a venv of its own) over files of
$ADDON, such as chorus/portal/retry.py or models/checks/rules_content.py; when
none is named, over all of chorus/ and the rules. Each change is tried on a copy: of
chorus/, against the $MOST_TESTS plain tests that name the module most; of the rules, against
their tests inside Odoo. What only types are made of is left out: mypy looks after it.

--sample takes so many changes of each file instead of all, --spread so many of all files
together, each change with the same chance; always the same ones.
--tests names the test files itself: from $ROOT/tests, of the rules from
$ADDON/tests.

For each file it prints the changes that were noticed and the others, as diffs; the last
line sums up. $LANE_COUNT files are tried at a time. A change takes seconds, of the rules
half a minute. docs/mutants.md says what was measured.
TEXT
}

# Sources that are tried when none is named.
all_files() {
    (cd "$ROOT/$ADDON" && find chorus -name '*.py' ! -name '__init__.py' | sort &&
        ls models/rule.py models/checks/rules_*.py)
}

# named PATTERN: files of the addon; the shell that called knows none of its paths.
named() {
    (cd "$ROOT/$ADDON" && compgen -G "$1") || die "there is no $ADDON/$1"
}

in_odoo_only() { [[ $1 == models/* ]]; }

# tests_of FILE: of chorus/ the plain tests that import its module, but for those of the
# sandbox, or else those of the modules that import it; of the rules, files of the addon's
# tests, the quickest first.
tests_of() {
    local user
    case $1 in
        models/rule.py) echo test_checks_rules.py test_checks_stored.py ;;
        models/checks/rules_documents.py) echo test_checks_rules.py test_checks_edges.py test_documents.py ;;
        models/checks/rules_mentions.py) echo test_checks_rules.py test_checks_edges.py test_mentions.py ;;
        models/*) echo test_checks_rules.py test_checks_edges.py test_checks.py ;;
        # Each family of its operations, answers and faults has a file.
        chorus/portal/client.py | chorus/portal/conversation.py | chorus/portal/works.py | \
            chorus/portal/breaker.py | chorus/portal/transport.py)
            (cd "$ROOT/tests" && ls test_client_*.py test_retry.py)
            ;;
        *)
            most_naming "$(basename "$1" .py)" | grep . && return
            for user in $(users_of "$1"); do
                most_naming "$(basename "$user" .py)"
            done | sort -u
            ;;
    esac
}

# most_naming MODULE: the plain tests that import it and name it most, one a line.
most_naming() {
    (cd "$ROOT/tests" && grep -lE "^(from|import) .*\b$1\b|^    $1,$" test_*.py |
        grep -v '^test_\(sandbox\|house\|campaign\)' | xargs -r grep -cHw "$1" |
        tr : ' ' | sort -k2,2nr -k1,1 | head -n "$MOST_TESTS" | cut -d' ' -f1) || true
}

# users_of FILE: files of chorus/ that import its module.
users_of() {
    (cd "$ROOT/$ADDON" &&
        grep -rlE --include='*.py' "^(from|import) .*\b$(basename "$1" .py)\b" chorus |
        grep -vx "$1") || true
}

install_mutation_tool() {
    local stamp
    stamp=$(hash_files "$ROOT/setup/mutants-requirements.txt")
    if [[ $(cat "$MUTANTS/stamp" 2>/dev/null) == "$stamp" ]]; then return; fi
    rm -rf "$MUTANTS"
    mkdir -p "$MUTANTS"
    "$PY" -m venv "$MUTANTS/venv"
    "$MUTANTS/venv/bin/python" -m pip install --no-cache-dir --quiet \
        --disable-pip-version-check -r "$ROOT/setup/mutants-requirements.txt" ||
        die "pip could not install the mutation tool (no network?)"
    echo "$stamp" >"$MUTANTS/stamp"
}

# The tool changes files where they are: a copy for each lane, so that an end by force
# breaks nothing.
copy_tree() {
    rm -rf "$MUTANTS/tree-$1"
    mkdir -p "$MUTANTS/tree-$1"
    cp -R "$ROOT/$ADDON" "$ROOT/tests" "$ROOT/docs" "$ROOT/pytest.ini" \
        "$MUTANTS/tree-$1/"
    # Tests of the libraries look there.
    mkdir "$MUTANTS/tree-$1/.odoo"
    ln -s "$STATE/stdnum" "$STATE/odoo" "$STATE/odoo.source" "$MUTANTS/tree-$1/.odoo/"
}

mutation_tool() {
    PYTHONDONTWRITEBYTECODE=1 "$MUTANTS/venv/bin/python" "$LIB/mutants.py" "$@"
}

# command_of LANE FILE: how its tests are run, from the root of the lane's copy.
command_of() {
    local lane=$1 tests=$TESTS words=() folder=tests
    [[ -n $tests ]] || tests=$(tests_of "$2" | paste -sd' ')
    [[ -n $tests ]] || die "no plain test imports $2: name some with --tests"
    if in_odoo_only "$2"; then
        mapfile -t words < <(odoo_environment)
        folder=$ADDON/tests
        words+=(CHORUS_SANDBOX_URL="${SANDBOXES[$lane]}" "$PY" -m pytest
            --odoo-database="$DATABASE-$lane" --odoo-config="$MUTANTS/odoo-$lane.conf")
    else
        mapfile -t words < <(loopback_only)
        words+=("$PY" -m pytest -p no:odoo)
    fi
    # shellcheck disable=SC2086  # several names
    echo "env ${words[*]} -x -q --no-header $(printf ' %s' ${tests//test_/$folder/test_})"
}

# try_file LANE "FILE SAMPLE": prints what became of its changes, in one piece.
try_file() {
    local lane=$1 file sample command said=$MUTANTS/said-$1
    read -r file sample <<<"$2"
    if ! command=$(command_of "$lane" "$file" 2>"$said"); then
        flock "$MUTANTS" tee -a "$MUTANTS/report" <"$said"
        return
    fi
    (cd "$MUTANTS/tree-$lane" && mutation_tool try "$ADDON/$file" \
        "$MUTANTS/session-$lane.sqlite" "$sample" "$command") >"$said" 2>&1 || true
    flock "$MUTANTS" tee -a "$MUTANTS/report" <"$said"
}

try_all() {
    local part
    while part=$(take_part "$MUTANTS/queue"); do try_file "$1" "$part"; done
}

# What the tests inside Odoo need: a database and a sandbox for each lane.
prepare_lane() {
    write_conf "$ODOO_ADDONS,$MUTANTS/tree-$1" >"$MUTANTS/odoo-$1.conf"
    step "Copying the template for the rules ($1)" db_copy "$TEMPLATE" "$DATABASE-$1"
    step "Starting a sandbox for the rules ($1)" \
        start_sandbox "mutants-sandbox-$1" 0 "$MUTANTS/sandbox-$1"
    SANDBOXES[$1]=$SANDBOX_URL
}

remove_scratch() {
    local lane
    for lane in "${!SANDBOXES[@]}"; do db_drop "$DATABASE-$lane" >/dev/null 2>&1; done
}

SAMPLE=0
SPREAD=0
TESTS=
FILES=()
DATABASE=mutants_$$
declare -A SANDBOXES=()
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        --sample) SAMPLE=${2:-} && shift 2 ;;
        --spread) SPREAD=${2:-} && shift 2 ;;
        --tests) TESTS=${2:-} && shift 2 ;;
        *)
            FOUND=$(named "${1#"$ADDON"/}") || exit 1
            mapfile -t -O "${#FILES[@]}" FILES <<<"$FOUND"
            shift
            ;;
    esac
done
[[ $SAMPLE$SPREAD =~ ^[0-9]+$ ]] || die "--sample and --spread need a number"
if ((!${#FILES[@]})); then mapfile -t FILES < <(all_files); fi

if printf '%s\n' "${FILES[@]}" | grep -q '^models/'; then
    prepare tests
elif [[ ! -x $PY ]]; then
    prepare
fi
install_mutation_tool
(cd "$ROOT" && mutation_tool plan "$SAMPLE" "$SPREAD" "$ADDON" "${FILES[@]}") \
    >"$MUTANTS/queue"
: >"$MUTANTS/report"
PIDS=()
for ((lane = 1; lane <= LANE_COUNT; lane++)); do
    copy_tree "$lane"
    if grep -q '^models/' "$MUTANTS/queue"; then prepare_lane "$lane"; fi
done
for ((lane = 1; lane <= LANE_COUNT; lane++)); do
    start_group try_all "$lane"
    PIDS+=("$CHILD_PID")
done
for pid in "${PIDS[@]}"; do wait "$pid" || true; done
mutation_tool sum "$MUTANTS/report"
