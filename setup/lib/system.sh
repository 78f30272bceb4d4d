# shellcheck shell=bash
# What the machine must offer: system, disk, packages, Python.

PYTHON_VERSIONS="3.10 to 3.13"

check_system() {
    local id="" like="" name="this system"
    if [[ -r /etc/os-release ]]; then
        # shellcheck disable=SC1091  # a file of the system, not ours
        id=$(. /etc/os-release && echo "${ID:-} ${VERSION_ID:-}")
        like=$(. /etc/os-release && echo "${ID:-} ${ID_LIKE:-}")
        name=$(. /etc/os-release && echo "${PRETTY_NAME:-$ID}")
    fi
    if [[ $like != *debian* ]] || ! command -v apt-get >/dev/null; then
        die "$name is not a Debian: setup needs apt-get and Debian 12"
    fi
    [[ $id == "debian 12" ]] ||
        say "Note: setup is made for Debian 12; on $name it is a best effort."
}

# A first run unpacks Odoo (1.2 GB), a venv (0.5 GB), a cluster and the downloads.
check_disk() {
    local needed=500 free
    [[ -e $STATE/odoo.source && -e $STATE/venv.stamp ]] || needed=3500
    free=$(($(df -Pk -- "$STATE" | awk 'NR == 2 {print $4}') / 1024))
    ((free >= needed)) ||
        die "not enough disk space in $STATE: $free MB free, $needed MB needed"
}

as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Packages of which something is missing, one a line. Each is judged by what we use of
# it: people have their own Chromium, Java or PostgreSQL.
missing_packages() {
    local for_tests=$1
    newest_postgres >/dev/null || echo postgresql
    command -v wkhtmltopdf >/dev/null || echo wkhtmltopdf
    command -v git >/dev/null || echo git
    command -v xz >/dev/null || echo xz-utils
    # wkhtmltopdf renders boxes when there is no font at all.
    compgen -G "/usr/share/fonts/truetype/*/*.ttf" >/dev/null || echo fonts-dejavu-core
    if [[ $for_tests == yes ]]; then
        command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
            echo chromium
        has_java_17 || echo openjdk-17-jre-headless
        compgen -G "/usr/share/java/jaxb-impl*.jar" >/dev/null || echo libjaxb-java
        command -v shellcheck >/dev/null || echo shellcheck
    fi
}

has_java_17() {
    local major
    command -v java >/dev/null || return 1
    major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -1)
    [[ -n $major ]] && ((major >= 17))
}

install_packages() {
    local packages=("$@") options failed=
    options=(-y --no-install-recommends -o DPkg::Lock::Timeout=300)
    if ((EUID != 0)) && ! command -v sudo >/dev/null; then
        die "these packages are missing and neither root nor sudo is there: ${packages[*]}"
    fi
    as_root apt-get -q update || say "  (the package lists could not be refreshed)"
    if [[ " ${packages[*]} " == *" postgresql "* ]]; then refuse_main_cluster; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install "${options[@]}" \
        "${packages[@]}" || failed=yes
    allow_main_cluster
    [[ -z $failed ]] ||
        die "apt-get could not install ${packages[*]} (no network?): see $LOG"
}

# Installing PostgreSQL creates and starts a cluster of the system; ours is elsewhere.
NO_CLUSTER=/etc/postgresql-common/createcluster.d/chorus-no-main-cluster.conf

refuse_main_cluster() {
    as_root mkdir -p "${NO_CLUSTER%/*}"
    echo "create_main_cluster = false" | as_root tee "$NO_CLUSTER" >/dev/null
}

allow_main_cluster() {
    if [[ -e $NO_CLUSTER ]]; then as_root rm -f "$NO_CLUSTER"; fi
}

system_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$1")
    if ((${#missing[@]})); then
        step "Installing system packages: ${missing[*]}" install_packages "${missing[@]}"
    fi
}

# Prints the version when this interpreter can carry Odoo and make a venv.
python_fits() {
    "$1" - 2>/dev/null <<'PYTHON'
import ensurepip, lzma, sqlite3, ssl, sys, venv
assert (3, 10) <= sys.version_info[:2] <= (3, 13)
print("%d.%d.%d" % sys.version_info[:3])
PYTHON
}

# Sets PYTHON_BASE. The newest suitable one wins; PYTHON=… in the environment decides.
choose_python() {
    local candidate found=""
    # Whoever works inside our own venv would have it made anew, of itself.
    PATH=${PATH//"$VENV/bin:"/}
    if [[ -n ${PYTHON:-} ]]; then
        python_fits "$PYTHON" >/dev/null || die "PYTHON=$PYTHON does not fit:" \
            "Python $PYTHON_VERSIONS is needed, with its modules venv, ssl and sqlite3"
        PYTHON_BASE=$(command -v "$PYTHON")
        return
    fi
    for candidate in python3.13 python3.12 python3.11 python3.10 python3 /usr/bin/python3; do
        if python_fits "$candidate" >/dev/null; then
            PYTHON_BASE=$(command -v "$candidate")
            return
        fi
        found=${found:-$("$candidate" --version 2>/dev/null || true)}
    done
    install_python "$found"
}

# Debian's python3 comes without venv; a wrong version is nothing that we could mend.
install_python() {
    local version
    version=$(apt-cache policy python3 2>/dev/null | awk '/Candidate:/ {print $2}')
    case $version in
        3.1[0-3].*) step "Installing Python $version with venv" \
            install_packages python3 python3-venv ;;
        *) die "Python $PYTHON_VERSIONS is needed, found ${1:-none} (PYTHON=… names another)" ;;
    esac
    python_fits /usr/bin/python3 >/dev/null ||
        die "Python $PYTHON_VERSIONS is needed, and /usr/bin/python3 does not fit"
    PYTHON_BASE=/usr/bin/python3
}
