# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company's invoices as a file that can be sent to a local portal: what the connector
would make of them, without the names of anybody."""

from .pseudonyms import Pseudonyms
from .reading import FORMAT, NotReadable, read

__all__ = ["FORMAT", "NotReadable", "Pseudonyms", "read"]
