# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the hook of an addon must know of the stored fields that the addon adds."""


class HooksMixin:
    """Compares ``columns``, those of ``hooks.py``, with the fields of ``addon``."""

    addon = None
    columns = {}

    def _new_columns(self):
        """Yield (table, field) of each stored field on a table that existed before."""
        for model in self.env.registry.models.values():
            record = self.env[model._name]
            if record._abstract or record._transient or not record._auto:
                continue
            if record._original_module == self.addon:
                continue
            for field in record._fields.values():
                # Who defines a field first makes its column; others only extend it.
                if field.store and field.column_type:
                    if field._modules[:1] == (self.addon,):
                        yield record._table, field

    def check_every_column_is_known(self):
        known = {
            (table, name): type_
            for table, columns in self.columns.items()
            for name, (type_, _value) in columns.items()
        }
        fields = {(table, field.name): field for table, field in self._new_columns()}
        filled = {
            key
            for key, field in fields.items()
            if field.compute or field.related or field.default is not None
        }
        self.assertEqual(
            filled, set(known), "Odoo would fill these row by row at install"
        )
        for key, type_ in known.items():
            with self.subTest(column=key):
                self.assertEqual(type_, fields[key].column_type[0])

    def check_values(self, records, but=()):
        """The rows that exist get what a new record of an ordinary client has."""
        for record in records:
            for name, (_type, value) in self.columns[record._table].items():
                if name in but:
                    continue
                with self.subTest(table=record._table, column=name):
                    self.env.flush_all()
                    self.env.cr.execute(
                        f"SELECT {name} FROM {record._table} WHERE id = %s",  # noqa: S608
                        [record.id],
                    )
                    self.assertEqual(self.env.cr.fetchone()[0], value)
