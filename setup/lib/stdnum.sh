# shellcheck shell=bash
# What the test of the imports behind Odoo's hook needs (tests/test_stdnum_loader.py): each
# version of python-stdnum in a folder of its own, the interpreters that this machine has,
# and for each of them the Factur-X library, without Odoo.

STDNUM=$STATE/stdnum

# 1.17 is what Odoo pins on Python 3.10, 1.19 on the later ones. Up to 1.18 its data are
# read by the pkg_resources of a setuptools that Python 3.12 does not bring any more.
STDNUM_VERSIONS=("1.17 setuptools==75.8.0" "1.18 setuptools==75.8.0" "1.19" "2.2")

# find_python VERSION: its interpreter, wherever a machine usually has it.
find_python() {
    local candidate
    for candidate in "python$1" /usr/bin/"python$1" /usr/local/bin/"python$1" \
        "${HOME:-}"/.pyenv/versions/"$1".*/bin/python /opt/python*/bin/"python$1"; do
        if "$candidate" -c "import sys; assert '%d.%d' % sys.version_info[:2] == '$1'" \
            2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

pip_into() {
    "$PY" -m pip install --no-cache-dir --disable-pip-version-check --quiet --target "$@" ||
        die "pip could not install what the tests of stdnum need (no network?): see $LOG"
}

install_stdnum_versions() {
    local line version others
    for line in "${STDNUM_VERSIONS[@]}"; do
        read -r version others <<<"$line"
        # shellcheck disable=SC2086  # others is several words, or none
        pip_into "$1/$version" --no-deps "python-stdnum==$version" $others
    done
}

# pip goes by the interpreter that runs it when it decides what else is needed: 3.10 needs
# typing_extensions.
install_libraries_for() {
    pip_into "$2/libraries-$1" --python-version "$1" --only-binary=:all: \
        -c "$ROOT/setup/odoo-requirements.txt" -r "$ROOT/setup/addons-requirements.txt" \
        typing_extensions==4.12.2
}

install_stdnum() {
    local version
    rm -rf "$STDNUM" "$STDNUM.new"
    mkdir -p "$STDNUM.new"
    install_stdnum_versions "$STDNUM.new"
    for version in 3.10 3.11 3.12 3.13; do
        if [[ -n $(find_python "$version") ]]; then
            find_python "$version" >"$STDNUM.new/python-$version"
            install_libraries_for "$version" "$STDNUM.new"
        fi
    done
    stdnum_stamp >"$STDNUM.new/stamp"
    mv -T -- "$STDNUM.new" "$STDNUM"
}

# Another interpreter may have come or gone since.
stdnum_stamp() {
    local version
    hash_files "$LIB/stdnum.sh" "$ROOT/setup/odoo-requirements.txt" \
        "$ROOT/setup/addons-requirements.txt"
    for version in 3.10 3.11 3.12 3.13; do echo "$version $(find_python "$version")"; done
}

prepare_stdnum() {
    if [[ $(cat "$STDNUM/stamp" 2>/dev/null) != "$(stdnum_stamp)" ]]; then
        step "Installing the versions of python-stdnum to be tried" install_stdnum
    fi
}
