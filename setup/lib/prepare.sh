# shellcheck shell=bash
# Everything that a script of setup/ needs before its own work.

# shellcheck source=setup/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"
for part in system archive odoo venv printer postgres database jobs campaign serve stdnum tryton; do
    # shellcheck source=/dev/null  # each is checked on its own
    . "$LIB/$part.sh"
done
unset part

# prepare [tests]: system packages, Odoo, libraries, database server, templates.
prepare() {
    local for_tests=no
    if [[ ${1:-} == tests ]]; then for_tests=yes; fi
    make_state_folders
    lock_setup
    check_system
    check_disk
    system_packages "$for_tests"
    choose_python
    prepare_odoo
    prepare_venv
    prepare_printer
    join_postgres
    write_odoo_conf
    prepare_templates
    if [[ $for_tests == yes ]]; then
        prepare_jobs
        prepare_stdnum
        prepare_tryton
    fi
    unlock_setup
}
