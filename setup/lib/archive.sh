# shellcheck shell=bash
# Packages of the distribution's archive, fetched and unpacked under .odoo/, never
# installed: a private apt root has its own sources and lists, so that the machine's apt
# keeps its state, and apt itself verifies the archive's signature.

ARCHIVE=$STATE/apt
ARCHIVE_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# Fonts and scripts to which the package of Odoo only links.
LINKED_PACKAGES=(
    libjs-jquery libjs-jquery-form libjs-underscore fonts-font-awesome
    fonts-roboto-unhinted fonts-inconsolata fonts-montserrat fonts-ocr-b
)

# The mirror is the one that this machine uses for its own packages.
# shellcheck disable=SC2016  # apt's own format, not the shell's
archive_mirror() {
    apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' \
        'Created-By: Packages' 2>/dev/null |
        awk -F'|' '$1 == "Debian" && $2 == "main" {print $3; exit}'
}

# Lists that were never fetched carry no label: then the main archive's address is
# guessed by its path, which excludes the security archive.
# shellcheck disable=SC2016  # apt's own format, not the shell's
archive_mirror_by_path() {
    apt-get indextargets --format '$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' \
        2>/dev/null | awk -F'|' '$1 == "main" && $2 ~ /\/debian\/$/ {print $2; exit}'
}

# shellcheck disable=SC1091  # a file of the system, not ours
archive_codename() { . /etc/os-release && echo "${VERSION_CODENAME:-}"; }

private_apt() { APT_CONFIG=$ARCHIVE/apt.conf "$@"; }

# The machine's proxy and certificate settings still apply (Dir::Etc::parts stays).
archive_configure() {
    local mirror=$1 codename=$2
    rm -rf "$ARCHIVE"
    mkdir -p "$ARCHIVE"/{etc,preferences,lists/partial,cache/archives/partial,debs}
    : >"$ARCHIVE/status"
    for suite in unstable $codename; do
        echo "deb [signed-by=$ARCHIVE_KEYRING] $mirror $suite main"
    done >"$ARCHIVE/etc/sources.list"
    cat >"$ARCHIVE/apt.conf" <<CONF
Dir::Etc::SourceList "$ARCHIVE/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "$ARCHIVE/preferences";
Dir::State "$ARCHIVE";
Dir::State::Lists "$ARCHIVE/lists";
Dir::State::Status "$ARCHIVE/status";
Dir::Cache "$ARCHIVE/cache";
Acquire::Languages "none";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Check-Valid-Until "true";
APT::Get::AllowUnauthenticated "false";
APT::Update::Error-Mode "any";
APT::Sandbox::User "root";
CONF
}

# Fetches and verifies the lists. A mirror that lags still serves signed lists: they are
# taken with a remark, since all we want of them is one version of one package.
archive_update() {
    private_apt apt-get -q update && return
    sed -i '/Check-Valid-Until/s/true/false/' "$ARCHIVE/apt.conf"
    private_apt apt-get -q update || return
    say "  (the mirror is behind: its lists are signed but past their date)"
}

# fetch_deb PACKAGE…: verified .deb files into .odoo/apt/debs.
fetch_deb() {
    (cd "$ARCHIVE/debs" && private_apt apt-get -q download "$@")
}

# Adds the packages that Odoo's links point to, beside it, where they resolve. The
# machine's own suite comes first: newer font packages have moved their files.
unpack_linked_packages() {
    local target=$1 codename=$2 package deb
    for package in "${LINKED_PACKAGES[@]}"; do
        rm -f "$ARCHIVE/debs/${package}_"*.deb
        fetch_deb "$package/$codename" || fetch_deb "$package/unstable" || continue
        for deb in "$ARCHIVE/debs/${package}_"*.deb; do dpkg-deb -x "$deb" "$target"; done
    done
}
