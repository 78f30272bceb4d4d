# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A form that is being typed in tells nothing of what its user may not read."""

from odoo.exceptions import AccessError


def check_readable(record, values, names):
    """Refuse values of an ``onchange`` that lead to records the user may not read.

    Odoo checks this when a record is saved. Before, our computed fields follow the
    value with superuser rights, and what they say goes back to whoever asked.

    :param record: the record of the form, or an empty one of its model
    :param values: field name → value, as the web client sends them
    :param names: relational fields that computed fields of ours follow
    :raise AccessError: in one sentence that names nothing
    """
    if record.env.su:
        return
    for name in names:
        field = record._fields[name]
        named = record.env[field.comodel_name].browse(_ids(field, values.get(name)))
        # What the record has already was checked when it was saved.
        new = named.exists() - record.sudo()[name].sudo(False)
        if not new.has_access("read"):
            raise AccessError(
                record.env._(
                    "“%(field)s” names something that you may not read: choose another "
                    "one.",
                    field=field._description_string(record.env),
                )
            )


def _ids(field, value):
    """Return the ids that a value of ``onchange`` names."""
    if field.type == "many2one":
        ids = [value]
    else:
        ids = []
        for command in value or ():
            ids += command[2] if command[0] == 6 else command[1:2]
    return [each for each in ids if isinstance(each, int) and each]
