/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/**
 * A text in a window: Enter presses the first of `buttons` that is there, as in any
 * search. The button saves what was typed before it acts.
 */
export class ChorusEnterField extends CharField {
    static props = { ...CharField.props, buttons: { type: Array, optional: true } };

    setup() {
        super.setup();
        useEffect(
            (input) => {
                const press = (ev) => this.onPress(ev);
                input?.addEventListener("keydown", press);
                return () => input?.removeEventListener("keydown", press);
            },
            () => [this.input.el]
        );
    }

    onPress(ev) {
        if (ev.key !== "Enter" || ev.isComposing) {
            return;
        }
        const window = ev.target.closest(".modal");
        const found = (this.props.buttons || [])
            .map((name) => window?.querySelector(`.modal-footer button[name="${name}"]`))
            .find(Boolean);
        if (found) {
            ev.preventDefault();
            found.click();
        }
    }
}

export const chorusEnterField = {
    ...charField,
    component: ChorusEnterField,
    supportedOptions: [],
    extractProps: (info, dynamicInfo) => ({
        ...charField.extractProps(info, dynamicInfo),
        buttons: info.options.buttons,
    }),
};

registry.category("fields").add("chorus_enter", chorusEnterField);
