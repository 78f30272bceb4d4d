# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is saved before the addon is uninstalled."""

from . import ir_module_module, works_files
