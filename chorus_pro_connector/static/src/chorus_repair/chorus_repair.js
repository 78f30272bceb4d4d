/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { onMounted, useRef } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { ActionableErrorsField } from "@account/components/actionable_errors/actionable_errors";

// A list to choose from is quicker than a code to type.
const INSTEAD = { buyer_reference: "chorus_service_id" };

/**
 * What the window is for: everything that is missing, each said once. The cursor is put
 * where the button that opened the window points, or else at the first thing missing.
 */
export class ChorusRepairField extends ActionableErrorsField {
    static template = "chorus_pro_connector.ChorusRepair";

    setup() {
        super.setup();
        this.root = useRef("root");
        // The window takes the focus itself when it opens: after that.
        onMounted(() => browser.setTimeout(() => this.focusField()));
    }

    get field() {
        const rows = Object.values(this.sortedActionableErrors || {});
        const { chorus_field } = this.props.record.context;
        return chorus_field || rows.map((row) => row.field).find(Boolean);
    }

    focusField() {
        const form = this.root.el?.closest(".o_form_view");
        for (const name of [INSTEAD[this.field], this.field]) {
            const input = form?.querySelector(
                `.o_field_widget[name="${name}"] :is(input, textarea, select, button)`
            );
            if (input) {
                input.focus();
                return;
            }
        }
    }

    async handleOnClick(errorData) {
        // What was typed is not lost on the way to another record.
        if (await this.props.record.save()) {
            await super.handleOnClick(errorData);
        }
    }
}

registry.category("fields").add("chorus_repair", { component: ChorusRepairField });
