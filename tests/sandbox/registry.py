# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The table of operations: one entry per method and path of the portal."""

import dataclasses

from . import contract


class BusinessError(Exception):
    """An answer with ``codeRetour`` other than 0, HTTP 200 (portal.md §1.5)."""

    def __init__(self, code, libelle, *args, status=200, **members):
        super().__init__(libelle.format(*args))
        self.code, self.libelle = code, libelle.format(*args)
        self.status, self.members = status, members


@dataclasses.dataclass(frozen=True)
class Operation:
    api: str
    path: str
    handler: object
    model: str
    required: tuple
    libelle: str
    method: str = "POST"
    account: bool = True

    @property
    def name(self):
        return f"{self.api}/{self.path}"


OPERATIONS = {}


def operation(
    api, path, model=None, required="", libelle="TRA_MSG_00.000", method="POST", **more
):
    """Register a handler for ``/cpro/<api>/v1/<path>``.

    :param model: notation of the request; by default the official model.
    :param required: members without which the answer is a business error.
    :param libelle: what comes with ``codeRetour`` 0; None for the few answers that
        carry neither member.
    """
    if model is None:
        model = getattr(contract, api).OPERATIONS[path]
    names = tuple(required.split()) or tuple(contract.mandatory(model))

    def register(handler):
        entry = Operation(api, path, handler, model, names, libelle, method, **more)
        OPERATIONS[method, f"/cpro/{api}/v1/{path}"] = entry
        return handler

    return register


@dataclasses.dataclass
class Call:
    """What a handler gets: one authenticated, checked request."""

    db: object
    body: dict
    account: dict
    settings: dict
    now: float

    @property
    def structures(self):
        """Identifiers of the structures that the technical account belongs to."""
        return self.account["structures"]

    @property
    def who(self):
        return self.account["who"]
