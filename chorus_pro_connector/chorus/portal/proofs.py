# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal hands over of a deposit, as it is: reports and downloads
(portal.md §2.3, §2.4)."""

import base64
import binascii
from collections.abc import Sequence

from ..errors import AnswerError
from .conversation import Conversation
from .values import Row

_FACTURES = "/cpro/factures/v1/"
_TRANSVERSES = "/cpro/transverses/v1/"

# ``format`` of ``telecharger/groupe``.
PIVOT, PDF = "PIVOT", "PDF"
# Answers a group that is too large together (portal.md §2.4).
TOO_LARGE = 413


class ProofVerbs(Conversation):
    """Documents of invoices that the portal has; see :class:`.client.PortalClient`."""

    def raw_report(self, number: str, syntax: str = "") -> Row:
        """``transverses/v1/consulterCRDetaille``: its whole answer, without secrets."""
        return self._transport.read(
            _TRANSVERSES + "consulterCRDetaille", _flow(number, syntax)
        )

    def printed_report(self, number: str, syntax: str = "") -> bytes:
        """``transverses/v1/consulterCR``: the portal's report of a flow, a PDF.

        :raise AnswerError: the answer holds none
        """
        path = _TRANSVERSES + "consulterCR"
        answer = self._transport.download(path, _flow(number, syntax))
        return _file(path, answer, "fichierCR")

    def download_group(
        self, identifiers: Sequence[str], form: str, documents: bool = True
    ) -> bytes:
        """``factures/v1/telecharger/groupe``: what the portal has of these invoices.

        :param form: :data:`PIVOT`, one XML of all; or :data:`PDF`, a PDF of one
            document, else a ZIP
        :param documents: with the joined ones; a PIVOT always holds them
        :raise DataError: unknown, or with HTTP status :data:`TOO_LARGE` more than the
            portal hands over at once
        """
        path = _FACTURES + "telecharger/groupe"
        body: Row = {
            "listeFacture": [{"idFacture": int(one)} for one in identifiers],
            "format": form,
        }
        if form == PDF:
            body["avecPiecesJointesComplementaires"] = "Oui" if documents else "Non"
        return _file(path, self._transport.download(path, body), "fichierResultat")


def _flow(number: str, syntax: str) -> Row:
    return {"numeroFluxDepot": number, **({"syntaxeFlux": syntax} if syntax else {})}


def _file(path: str, answer: Row, key: str) -> bytes:
    """Return the file in an answer, which is not cut short as texts are.

    :raise AnswerError: there is none
    """
    content = answer.get(key)
    try:
        found = base64.b64decode(content, validate=True) if content else b""
    except (TypeError, ValueError, binascii.Error):
        found = b""
    if not found:
        raise AnswerError(path, 200, detail=f"no {key}")
    return found
