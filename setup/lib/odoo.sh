# shellcheck shell=bash
# Where Odoo 19.0 comes from. Sets ODOO_PACKAGE (the folder `odoo`), ODOO_ADDONS (addons
# folders, comma-separated) and ODOO_ID (what the template databases are keyed by).

ODOO_TREE=$STATE/odoo
ODOO_REPOSITORY=https://github.com/odoo/odoo
SLIM_ARCHIVE=$ROOT/../shared/odoo/odoo-19.0-slim.tar.xz

# True when the folder holds the package `odoo` in release 19.0.
is_odoo_19() {
    [[ -f $1/odoo/release.py ]] &&
        grep -Eq '^version_info *= *\(19, *0,' "$1/odoo/release.py"
}

# use_odoo FOLDER ID: a checkout has its addons beside the package; an installed or
# packaged Odoo has all of them inside (and Debian's `addons/` beside it is incomplete).
use_odoo() {
    ODOO_PACKAGE=$1/odoo
    ODOO_ID=$2
    if [[ -d $1/odoo/addons/account ]]; then
        ODOO_ADDONS=$1/odoo/addons
    elif [[ -d $1/addons/account ]]; then
        ODOO_ADDONS=$1/addons,$1/odoo/addons
    else
        die "there is no accounting (module account) in the Odoo of $1"
    fi
}

# Folder of an Odoo 19 that this machine's Python finds, if any; not the one of ours, on
# whose path we are when a program inside it started us.
installed_odoo() {
    local interpreter
    for interpreter in "$PYTHON_BASE" /usr/bin/python3; do
        (cd / && env -u PYTHONPATH "$interpreter" -c '
import importlib.util, pathlib
spec = importlib.util.find_spec("odoo.release")
print(pathlib.Path(spec.origin).parent.parent)' 2>/dev/null) && return
    done
    return 1
}

# Rough identity of a tree that we did not make: moves when its release or HEAD moves.
tree_identity() {
    cat -- "$1/odoo/release.py" "$1/.git/HEAD" "$1/.git/FETCH_HEAD" 2>/dev/null |
        sha256sum | cut -c1-12
}

prepare_odoo() {
    local folder
    if [[ -n ${ODOO_HOME:-} ]]; then
        is_odoo_19 "$ODOO_HOME" || die "ODOO_HOME=$ODOO_HOME is not Odoo 19.0"
        folder=$(cd -- "$ODOO_HOME" && pwd -P)
        use_odoo "$folder" "home-$(tree_identity "$folder")"
        say "• Odoo 19.0 from ODOO_HOME: $folder"
    elif folder=$(installed_odoo) && is_odoo_19 "$folder"; then
        use_odoo "$folder" "installed-$(tree_identity "$folder")"
        say "• Odoo 19.0 as installed on this machine: $folder"
    else
        fetch_odoo
        folder=$(sed -n 2p "$STATE/odoo.source")
        use_odoo "$STATE/$folder" "$(sed -n 1p "$STATE/odoo.source")"
        say "• Odoo 19.0 from $(sed -n 3p "$STATE/odoo.source")"
    fi
    # Only the package itself is put on the path, not its neighbours, which would shadow
    # the pinned libraries of the venv.
    mkdir -p "$STATE/path"
    ln -sfn "$ODOO_PACKAGE" "$STATE/path/odoo"
}

# Downloads once; the file odoo.source (id, folder under .odoo, words) is the stamp.
fetch_odoo() {
    if [[ -e $STATE/odoo.source ]]; then return; fi
    FETCHED=
    rm -rf "$ODOO_TREE"
    mkdir -p "$ODOO_TREE"
    step "Fetching Odoo 19.0 from the distribution's archive" try_archive
    if [[ -z $FETCHED && -f $SLIM_ARCHIVE ]]; then
        step "Unpacking Odoo 19.0 from ${SLIM_ARCHIVE##*/}" try_slim
    fi
    if [[ -z $FETCHED ]]; then
        step "Cloning Odoo 19.0 from its public repository" try_clone
    fi
    [[ -n $FETCHED ]] || die "Odoo 19.0 cannot be had: no network, or the archive lacks" \
        "the package odoo-19; set ODOO_HOME to a copy of it, or see $LOG"
    step "Mending the links of the unpacked Odoo" mend_odoo "$ODOO_TREE"
    printf '%s\n' "$FETCHED" >"$STATE/odoo.source"
}

try_archive() {
    local mirror codename deb version
    mirror=$(archive_mirror)
    mirror=${mirror:-$(archive_mirror_by_path)}
    codename=$(archive_codename)
    if [[ -z $mirror || ! -r $ARCHIVE_KEYRING ]]; then
        say "  (no Debian mirror or no archive keyring in this machine's apt)"
        return 0
    fi
    archive_configure "$mirror" "$codename"
    if ! archive_update || ! fetch_deb odoo-19; then
        say "  (the archive did not give its package odoo-19)"
        return 0
    fi
    deb=$(compgen -G "$ARCHIVE/debs/odoo-19_*.deb")
    version=$(dpkg-deb -f "$deb" Version)
    dpkg-deb -x "$deb" "$ODOO_TREE"
    # An incomplete copy of the modules, which Odoo would add to its path by itself.
    rm -rf "$ODOO_TREE/usr/lib/python3/dist-packages/addons"
    unpack_linked_packages "$ODOO_TREE" "$codename"
    # The downloads are 150 MB, and nothing needs them once they are unpacked.
    rm -rf "$ARCHIVE"
    FETCHED="deb-$version
odoo/usr/lib/python3/dist-packages
the distribution's package odoo-19 $version (signature verified)"
}

try_slim() {
    tar -xJf "$SLIM_ARCHIVE" -C "$ODOO_TREE" --no-same-owner || return 0
    is_odoo_19 "$ODOO_TREE" || return 0
    # It was made from the distribution's package, and has the same links.
    if [[ -e $ARCHIVE/apt.conf ]]; then
        unpack_linked_packages "$ODOO_TREE" "$(archive_codename)"
        rm -rf "$ARCHIVE"
    fi
    FETCHED="slim-$(sha256sum <"$SLIM_ARCHIVE" | cut -c1-12)
odoo
${SLIM_ARCHIVE##*/}, found beside the repository"
}

try_clone() {
    rm -rf "$ODOO_TREE"
    GIT_TERMINAL_PROMPT=0 git clone -q --depth 1 --branch 19.0 "$ODOO_REPOSITORY" \
        "$ODOO_TREE" || return 0
    FETCHED="git-$(git -C "$ODOO_TREE" rev-parse --short=12 HEAD)
odoo
a clone of $ODOO_REPOSITORY, branch 19.0"
}

# Known gaps of the distribution's package. A missing font only changes the looks; a
# missing script stops the web client, so that is an error.
mend_odoo() {
    local package link name found
    package=$(find "$1" -path '*/odoo/release.py' -printf '%h\n' -quit)
    empty_when_missing "$package/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    while IFS= read -r -d '' link; do
        name=$(basename -- "$(readlink -- "$link")")
        found=$(find "$1" /usr/share/fonts /usr/share/fonts-font-awesome \
            /usr/share/javascript -name "$name" -type f -print -quit 2>/dev/null || true)
        if [[ -n $found ]]; then
            cp -- "$found" "$link.copy" && mv -f -- "$link.copy" "$link"
        elif [[ $name == *.js ]]; then
            die "the unpacked Odoo lacks $name, to which ${link#"$1"/} points:" \
                "install the packages libjs-jquery, libjs-jquery-form and libjs-underscore"
        else
            say "  (font not found, the look may differ: ${link##*/})"
            rm -f -- "$link"
        fi
    done < <(find "$package" -xtype l -print0)
}

# The file is a video filter of calls, dropped for its licence; the asset bundles list
# it, and every browser tour fails on the console error of its absence.
empty_when_missing() {
    if [[ -d ${1%/static/*} && ! -e $1 ]]; then
        mkdir -p "${1%/*}"
        : >"$1"
    fi
}
