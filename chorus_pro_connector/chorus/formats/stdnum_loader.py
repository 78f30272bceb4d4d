# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What lets the ``factur-x`` library be imported inside Odoo.

The library checks IBANs with ``stdnum``, which reads its tables of numbers as data of
its package. Odoo patches ``stdnum`` on import, and leaves it a loader that runs the
package but cannot read its files: from 1.19 on, which Odoo itself pins, the import of
``facturx`` ends in ``FileNotFoundError: Can't open orphan path``.

The package ``formats`` mends that before any of its modules is loaded, and ``facturx``
is imported nowhere else in the addons. Nor is ``stdnum``: what we use of it ourselves,
keys of numbers, is to be had here.
"""

from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

import stdnum
from stdnum import ean as ean
from stdnum import luhn as luhn
from stdnum.fr import siren as siren


def mend_loader(package: ModuleType) -> None:
    """Give an imported package the loader of its source file back, if it lost it.

    :param package: a module; its code is not run again
    """
    spec: Any = package.__spec__
    if not hasattr(spec.loader, "get_resource_reader"):
        spec.loader = SourceFileLoader(spec.name, spec.origin)


mend_loader(stdnum)
