# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker that is killed in the middle of an act: only what it committed is left."""

from contextlib import contextmanager
from functools import wraps
from unittest.mock import patch

from ..chorus.portal.client import PortalClient


class Killed(BaseException):
    """``kill -9``: no except clause of the product sees it."""


class Deadly:
    """Before a case of Odoo."""

    @contextmanager
    def killed_at(self, owner, name, after):
        """The first time that ``name`` is called, the worker dies there."""
        acts = self.env.registry["chorus.act"]
        owner = PortalClient if owner == "client" else self.env.registry[owner]
        function = getattr(owner, name)

        @wraps(function)
        def deadly(*values, **named):
            if after:
                function(*values, **named)
            raise Killed

        def commit(_act):
            self.env.flush_all()
            self.env.cr.execute("SAVEPOINT committed")

        with (
            patch.object(acts, "_chorus_commit", commit),
            patch.object(owner, name, deadly),
        ):
            yield
        self.env.cr.execute("ROLLBACK TO SAVEPOINT committed")
        self.env.invalidate_all()
