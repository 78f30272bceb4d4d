#!/usr/bin/env bash
# Runs one benchmark of tests/bench/.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

BENCHES=$ROOT/tests/bench

# Names of the benchmarks, separated by spaces.
available() {
    local script names=()
    for script in "$BENCHES"/[!_]*.py; do
        if [[ -e $script ]]; then names+=("$(basename "$script" .py)"); fi
    done
    echo "${names[*]:-none}"
}

usage() {
    cat <<TEXT
Usage: setup/bench.sh [--against COMMIT [--rounds COUNT]] NAME [--runs COUNT] [ARGUMENTS]

Runs the benchmark tests/bench/NAME.py; its last line is one JSON object. Available:
$(available).
With --runs it runs so many times in a row, each time from the beginning, with
CHORUS_RUN = 1, 2, … in its environment, and stops at the first that fails.
With --against the benchmark runs in turn as it was at COMMIT, with the code of then, and as
it is here, COUNT times each (3), whoever began last begins next; then the medians of all
figures are printed with their ratio, here through then. The other tree stays in
$STATE/against, for the next time.

It runs with Odoo importable and in its environment ODOO_RC, CHORUS_DB (a database of its
own, with our addons; of takeover without) and CHORUS_SANDBOX_URL (a sandbox of its own). In the database of
the benchmark queue_job, and in no other, the job queue is installed. faults and queue_job
have a PostgreSQL of their own, which they kill: its data in CHORUS_PG_DATA, its programs
in CHORUS_PG_BIN.
TEXT
}

remove_scratch() {
    if [[ -n ${BENCH_DB:-} ]]; then db_drop "$BENCH_DB" >/dev/null 2>&1; fi
    if [[ -n ${OUT:-} ]]; then rm -rf "$OUT"; fi
}

# Prints where COMMIT is checked out, with the Odoo and a copy of the libraries of this tree;
# its own setup makes the rest.
other_tree() {
    local commit tree part
    commit=$(git -C "$ROOT" rev-parse --verify --short "$1^{commit}") ||
        die "there is no commit $1"
    tree=$STATE/against/$commit
    if [[ ! -e $tree/setup/bench.sh ]]; then
        git -C "$ROOT" worktree prune
        git -C "$ROOT" worktree add --quiet --detach "$tree" "$commit" >&2
    fi
    mkdir -p "$tree/.odoo"
    for part in odoo odoo.source venv venv.stamp; do
        if [[ -e $STATE/$part && ! -e $tree/.odoo/$part ]]; then
            cp -a "$STATE/$part" "$tree/.odoo/"
        fi
    done
    echo "$tree"
}

# against COMMIT ROUNDS NAME ARGUMENTS…
against() {
    local commit=$1 rounds=$2 tree results round side sides
    shift 2
    tree=$(other_tree "$commit")
    results=$RUN/against-$$
    mkdir -p "$results"
    for ((round = 1; round <= rounds; round++)); do
        sides=(before after)
        if ((round % 2 == 0)); then sides=(after before); fi
        for side in "${sides[@]}"; do
            say "• Round $round of $rounds, $side"
            local root=$ROOT
            if [[ $side == before ]]; then root=$tree; fi
            "$root/setup/bench.sh" "$@" | tail -n 1 >>"$results/$side"
        done
    done
    python3 "$LIB/against.py" "$results/before" "$results/after"
    rm -rf "$results"
}

case ${1:-} in
    --against)
        COMMIT=${2:-} ROUNDS=3
        shift 2 || die "--against needs a commit"
        if [[ ${1:-} == --rounds ]]; then
            ROUNDS=${2:-}
            shift 2 || die "--rounds needs a number"
        fi
        [[ $ROUNDS =~ ^[1-9][0-9]*$ ]] || die "--rounds needs a number"
        [[ -n ${1:-} ]] || die "which benchmark? Available: $(available)"
        mkdir -p "$RUN"
        against "$COMMIT" "$ROUNDS" "$@"
        exit
        ;;
    -h | --help) usage && exit ;;
    "") usage >&2 && die "which benchmark? Available: $(available)" ;;
esac
NAME=$1
shift
[[ $NAME =~ ^[a-z0-9_]+$ && -f $BENCHES/$NAME.py ]] ||
    die "there is no benchmark $NAME; available: $(available)"

RUNS=1
if [[ ${1:-} == --runs ]]; then
    [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "--runs needs a number"
    RUNS=$2
    shift 2
fi

prepare tests
RUNNER=()
FOLDERS=$STATE/path:$ROOT/tests
if [[ $NAME == queue_job ]]; then
    TEMPLATE=$TEMPLATE_JOBS
    RUNNER=(with_jobs)
    FOLDERS=$FOLDERS:$JOBS_FOLDER
elif [[ $NAME == takeover ]]; then
    # It installs our addon itself, over what another one left.
    TEMPLATE=$TEMPLATE_BASE
fi
cd "$ROOT"

# run_once NUMBER ARGUMENTS…: one run, in a database and with a sandbox of its own.
run_once() {
    local number=$1 more=()
    shift
    BENCH_DB=bench_$$_$number
    OUT=$RUN/bench-$$-$number
    if [[ $NAME == faults || $NAME == queue_job ]]; then
        step "Starting a PostgreSQL of the campaign's own" \
            start_campaign_cluster "$OUT" "$BENCH_DB" "$TEMPLATE"
        more=(PGPORT="$CAMPAIGN_PORT" CHORUS_PG_DATA="$CAMPAIGN_DATA" CHORUS_PG_BIN="$PG_BIN")
    else
        step "Copying the template for the benchmark" db_copy "$TEMPLATE" "$BENCH_DB"
    fi
    step "Starting the sandbox of the benchmark" start_sandbox "bench-sandbox" 0 "$OUT"
    # As a module: a benchmark may bear the name of a library that it measures.
    start_group "${RUNNER[@]}" in_odoo CHORUS_DB="$BENCH_DB" CHORUS_RUN="$number" \
        CHORUS_SANDBOX_URL="$SANDBOX_URL" PYTHONPATH="$FOLDERS" "${more[@]}" \
        "$PY" -m "bench.$NAME" "$@"
    wait "$CHILD_PID"
}

for ((number = 1; number <= RUNS; number++)); do
    if ((number > 1)); then
        stop_children
        remove_scratch
    fi
    run_once "$number" "$@"
done
