# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PDF/A-3b according to veraPDF."""

import base64

from .worker import Worker

_verapdf = Worker("verapdf_worker")


def check_pdfa(pdf, worker=_verapdf):
    """Return what keeps ``pdf`` (bytes) from being PDF/A-3b.

    :raises CheckerError: veraPDF cannot work, or its profile is not complete
    """
    verdict = worker.ask(base64.b64encode(pdf).decode())
    if verdict["compliant"]:
        return []
    return verdict["failures"] or ["refused without a reason"]
