#!/usr/bin/env bash
# Changes the protocol a little, many times, and tells which changes no plain test notices.
set -euo pipefail
# shellcheck source=setup/lib/prepare.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib/prepare.sh"

PROTOCOL=chorus_pro_connector/chorus
MUTANTS=$STATE/mutants

usage() {
    cat <<TEXT
Usage: setup/mutants.sh [--sample COUNT] [--tests "FILE ..."] [FILE ...]

Runs a mutation tool (cosmic-ray, installed now, in a venv of its own) over files of
$PROTOCOL, all of them when none is named, such as portal/retry.py; each change
is tried on a copy, against the plain tests that import the module. What only types are
made of is left out: mypy looks after it.

--sample takes so many changes of each file, always the same ones, instead of all.
--tests names the test files itself, from $ROOT/tests.

For each file it prints the changes that were noticed and the others, as diffs. A second
or more a change: all files take hours. docs/mutants.md says what was measured.
TEXT
}

# tests_of FILE: the plain tests that import its module, but for those of the sandbox.
tests_of() {
    local module=${1%.py}
    module=${module//\//.}
    (cd "$ROOT/tests" && grep -lE \
        "^(from|import) .*\b${module##*.}\b|^    ${module##*.},$" test_*.py) |
        grep -v '^test_\(sandbox\|house\|campaign\)' || true
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

# The tool changes files where they are: a copy, so that an end by force breaks nothing.
copy_tree() {
    rm -rf "$MUTANTS/tree"
    mkdir -p "$MUTANTS/tree/chorus_pro_connector"
    cp -R "$ROOT/$PROTOCOL" "$MUTANTS/tree/chorus_pro_connector/"
    cp -R "$ROOT/tests" "$ROOT/pytest.ini" "$MUTANTS/tree/"
}

# try FILE: prints what became of its changes.
try_file() {
    local file=$1 tests=$TESTS name=${1//\//-}
    [[ -n $tests ]] || tests=$(tests_of "$file" | paste -sd' ')
    [[ -n $tests ]] || die "no plain test imports $file: name some with --tests"
    # shellcheck disable=SC2086  # several names
    (cd "$MUTANTS/tree/tests" && PYTHONDONTWRITEBYTECODE=1 "$MUTANTS/venv/bin/python" \
        "$LIB/mutants.py" "$PROTOCOL/$file" "$MUTANTS/$name.sqlite" "$PY" "$SAMPLE" $tests)
}

SAMPLE=0
TESTS=
FILES=()
while (($#)); do
    case $1 in
        -h | --help) usage && exit ;;
        --sample) SAMPLE=${2:-} && shift 2 ;;
        --tests) TESTS=${2:-} && shift 2 ;;
        *) FILES+=("${1#"$PROTOCOL"/}") && shift ;;
    esac
done
[[ $SAMPLE =~ ^[0-9]+$ ]] || die "--sample needs a number"
if ((!${#FILES[@]})); then
    mapfile -t FILES < <(cd "$ROOT/$PROTOCOL" && find . -name '*.py' ! -name '__init__.py' |
        sed 's|^\./||' | sort)
fi
for file in "${FILES[@]}"; do
    [[ -f $ROOT/$PROTOCOL/$file ]] || die "there is no $PROTOCOL/$file"
done

[[ -x $PY ]] || prepare
install_mutation_tool
copy_tree
for file in "${FILES[@]}"; do try_file "$file"; done
