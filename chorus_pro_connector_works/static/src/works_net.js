/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// An amount with its name in the bar of the buttons, which stays in sight while a long
// list is typed.
export class WorksNetField extends Component {
    static template = xml`
        <span class="text-nowrap" t-att-title="label">
            <span class="text-muted small me-1" t-out="label"/>
            <span class="fw-bold" t-att-class="{ 'text-danger': value lt 0 }" t-out="text"/>
        </span>`;
    static props = { ...standardFieldProps };

    get label() {
        return this.props.record.fields[this.props.name].string;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        const currency = this.props.record.data.currency_id;
        return formatMonetary(this.value, { currencyId: currency && currency.id });
    }
}

registry.category("fields").add("chorus_works_net", {
    component: WorksNetField,
    supportedTypes: ["monetary"],
});
