/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// Of any model that shows the icon.
const METHOD = "chorus_explain_state";
const HOVER_DELAY = 150; // milliseconds: crossing the column asks nothing

export class ChorusStateTooltip extends Component {
    static template = "chorus_pro_connector.ChorusStateTooltip";
    static props = {
        label: String,
        sentences: Array,
        click: { type: String, optional: true },
        close: { type: Function, optional: true },
    };
}

/**
 * Icon of `chorus_state`; a click takes the next step, where there is one. Its name is there at once, for screen readers too; why the
 * invoice is in that state is asked for on hover or focus only, so that a list reads
 * one column and no more.
 */
export class ChorusStateField extends Component {
    static template = "chorus_pro_connector.ChorusState";
    static props = { ...standardFieldProps, showLabel: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.popover = usePopover(ChorusStateTooltip, { position: "right", arrow: true });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get state() {
        const value = this.props.record.data[this.props.name];
        // Of the others that are not for Chorus Pro there is nothing to say.
        return value === "no" && !this.props.record.data.chorus_past ? false : value;
    }

    get sign() {
        // Python has the one table of the states (models/states.py).
        return this.props.record.fields[this.props.name].chorus_icons?.[this.state];
    }

    get label() {
        const { selection } = this.props.record.fields[this.props.name];
        return (selection.find(([value]) => value === this.state) || ["", ""])[1];
    }

    get description() {
        const state = _t("Chorus Pro: %s", this.label);
        return this.click ? _t("%(state)s. %(click)s", { state, click: this.click }) : state;
    }

    get click() {
        // What a click does, in words; nothing when it opens the row as elsewhere.
        return this.props.record.fields[this.props.name].chorus_clicks?.[this.state];
    }

    onClick(ev) {
        if (!this.click) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        this.onLeave();
        const { context, evalContext, resModel, resId, resIds } = this.props.record;
        return this.env.onClickViewButton({
            clickParams: { name: "action_chorus_row", type: "object" },
            getResParams: () => ({ context, evalContext, resModel, resId, resIds }),
        });
    }

    onKey(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            return this.onClick(ev);
        }
    }

    onEnter(ev) {
        const target = ev.currentTarget;
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this.explain(target), HOVER_DELAY);
    }

    onLeave() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        this.popover.close();
    }

    async explain(target) {
        const asked = this.timer;
        const id = this.props.record.resId;
        const sentences = id
            ? await this.orm.silent.call(this.props.record.resModel, METHOD, [[id]])
            : [];
        // The pointer may have left meanwhile, or come back.
        if (asked && asked === this.timer && target.isConnected) {
            target.setAttribute("aria-label", [this.description, ...sentences].join(" "));
            this.popover.open(target, {
                label: this.label,
                sentences,
                click: this.click,
            });
        }
    }
}

export const chorusStateField = {
    component: ChorusStateField,
    displayName: _t("Chorus Pro state"),
    supportedTypes: ["selection"],
    fieldDependencies: [{ name: "chorus_past", type: "boolean" }],
    supportedOptions: [
        { label: _t("Show the name beside the icon"), name: "show_label", type: "boolean" },
    ],
    extractProps: ({ options }) => ({ showLabel: Boolean(options.show_label) }),
};

registry.category("fields").add("chorus_state", chorusStateField);
