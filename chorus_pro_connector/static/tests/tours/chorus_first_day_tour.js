/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const menu = (name) => `[data-menu-xmlid='chorus_pro_connector.menu_chorus_${name}']`;
const click = (trigger) => ({ trigger, run: "click" });

registry.category("web_tour.tours").add("chorus_first_day", {
    steps: () => [
        click(`.o_main_navbar ${menu("root")}`),
        click(menu("first_day")),
        click(".modal button[name=action_look].btn-primary"),
        {
            content: "The report comes first",
            trigger: ".modal .o_data_row:contains(MAIN/1):contains(can be adopted)",
        },
        {
            content: "No heading is cut",
            trigger: ".modal th[data-name=number]",
            run() {
                for (const name of this.anchor.parentElement.querySelectorAll(".text-truncate")) {
                    if (name.scrollWidth > name.clientWidth) {
                        throw new Error(`${name.textContent} is cut`);
                    }
                }
            },
        },
        click(".modal button[name=action_adopt]"),
        {
            content: "Nothing else is left to adopt",
            trigger: ".modal:not(:has(button[name=action_adopt])) .o_data_row:contains(Adopted)",
        },
        click(".modal button[name=action_start]"),
        { content: "The day is taken", trigger: "body:not(:has(.modal))" },
    ],
});
