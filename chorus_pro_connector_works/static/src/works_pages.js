/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { makeContext } from "@web/core/context";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

// Records that have lists and a history of their own open as pages: a window over the
// market would cut them.
export class WorksPagesField extends X2ManyField {
    async openRecord(record) {
        await this.switchToForm(record, {});
    }

    async onAdd({ context } = {}) {
        const parent = this.props.record;
        if (await parent.save()) {
            await this.action.doAction({
                type: "ir.actions.act_window",
                views: [[false, "form"]],
                res_model: this.list.resModel,
                context: makeContext([
                    context,
                    { [`default_${this.field.relation_field}`]: parent.resId },
                ]),
            });
        }
    }
}

registry.category("fields").add("chorus_works_pages", {
    ...x2ManyField,
    component: WorksPagesField,
});
