# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDFs printed from HTML by the two programs that invoices come from."""

import subprocess
import tempfile
from pathlib import Path


def printed(printer, body):
    """Return ``body`` (HTML) printed by ``wkhtmltopdf`` or ``chromium``."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.html")
        target = Path(folder, "target.pdf")
        source.write_text(f"<!doctype html><meta charset=utf-8><body>{body}</body>")
        command = {
            "wkhtmltopdf": ["wkhtmltopdf", "-q", source, target],
            "chromium": [
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target}",
                source.as_uri(),
            ],
        }[printer]
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
        }
        subprocess.run(
            command, check=True, capture_output=True, timeout=120, env=environment
        )
        return target.read_bytes()


def invoice_page(rows=8, extra=""):
    """Return the HTML of an invoice with a link and a transparent logo."""
    cells = "".join(
        f"<tr><td>Prestation n° {row} — été</td><td>{row},00 €</td></tr>"
        for row in range(rows)
    )
    logo = "<svg width=80 height=40><rect width=80 height=40 fill=red opacity=.4></svg>"
    return (
        f"{logo}<h1>Facture FAC/2026/00042</h1><p>{extra}</p>"
        f"<a href='https://example.com/'>site</a><table>{cells}</table>"
    )
