/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { Component, onMounted, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

const MENU = "chorus_pro_connector.menu_chorus_root";
const OVERVIEW = "chorus_pro_connector.action_chorus_overview";
const PAUSE = 10000; // milliseconds between two looks while one goes from screen to screen

/**
 * How many invoices wait for us, on every screen; a click opens the overview. Whoever has
 * the menu “Chorus Pro” has it too.
 */
export class ChorusWaiting extends Component {
    static template = "chorus_pro_connector.ChorusWaiting";
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.shown = useService("menu")
            .getAll()
            .some((menu) => menu.xmlid === MENU);
        this.state = useState({ count: 0 });
        this.looked = 0;
        onMounted(() => this.look());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.look());
    }

    get sentence() {
        return this.state.count
            ? _t("Chorus Pro: %s invoice(s) wait for us", this.state.count)
            : _t("Chorus Pro: nothing waits for us");
    }

    async look() {
        if (!this.shown || Date.now() - this.looked < PAUSE) {
            return;
        }
        this.looked = Date.now();
        this.state.count = await this.orm.silent.call(
            "chorus.work.list",
            "chorus_count_waiting",
            []
        );
    }

    open() {
        this.looked = 0;
        return this.action.doAction(OVERVIEW, { clearBreadcrumbs: true });
    }
}

registry
    .category("systray")
    .add("chorus_pro_connector.ChorusWaiting", { Component: ChorusWaiting }, { sequence: 30 });
