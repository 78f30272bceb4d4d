/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PAUSE = 2000; // milliseconds between two looks at a batch that is under way

/**
 * Progress of a batch, read again while it is under way and somebody looks at it. One
 * small read, rather than a message for each invoice: it needs no open connection.
 */
export class ChorusProgressField extends Component {
    static template = "chorus_pro_connector.ChorusProgress";
    static props = { ...standardFieldProps };

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    get done() {
        return this.props.record.data[this.props.name];
    }

    get total() {
        return this.props.record.data.total_count || 1;
    }

    get percentage() {
        return Math.round((100 * this.done) / this.total);
    }

    get sentence() {
        return _t("%(done)s of %(total)s invoices dealt with", {
            done: this.done,
            total: this.total,
        });
    }

    wait() {
        this.timer = browser.setTimeout(() => this.look(), PAUSE);
    }

    async look() {
        if (this.props.record.data.state !== "running") {
            return;
        }
        if (document.visibilityState === "visible") {
            await this.props.record.load();
        }
        this.wait();
    }
}

export const chorusProgressField = {
    component: ChorusProgressField,
    displayName: _t("Chorus Pro progress"),
    supportedTypes: ["integer"],
    fieldDependencies: [
        { name: "total_count", type: "integer" },
        { name: "state", type: "selection", selection: [] },
    ],
};

registry.category("fields").add("chorus_progress", chorusProgressField);
