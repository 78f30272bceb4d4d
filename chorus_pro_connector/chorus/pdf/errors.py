# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one error of this package; those of the formats are of its kind."""


class FileError(Exception):
    """A file cannot be made or read.

    :param code: stable key for whoever tells people (``pdf_corrupt``, ``xsd``, …)
    :param detail: one English line, technical, without data of other files
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
