/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const row = ".o_field_widget[name=line_ids] .o_data_row";
const SAVED = ".o_form_status_indicator_buttons.invisible:not(:visible)";
const typed = (at) => `${row}:eq(${at}).o_selected_row td[name=value] input:focus`;

registry.category("web_tour.tours").add("chorus_works_keyboard", {
    steps: () => [
        { trigger: `${row}:eq(0) td[name=value]`, timeout: 60000, run: "click" },
        { trigger: typed(0), run: "edit 60 && press Tab" },
        { content: "One Tab for a line", trigger: typed(1), run: "edit 210 && press Enter" },
        { content: "One Enter for a line", trigger: typed(2), run: "press ArrowDown" },
        { trigger: typed(3), run: "press ArrowUp" },
        { trigger: typed(2), run: "edit 40 && press Tab" },
        {
            content: "A column of a spreadsheet fills the lines from here on",
            trigger: typed(3),
            run() {
                const data = new DataTransfer();
                data.setData("text/plain", "1 000,5\r\n30\r\n");
                this.anchor.dispatchEvent(
                    new ClipboardEvent("paste", {
                        clipboardData: data,
                        bubbles: true,
                        cancelable: true,
                    })
                );
            },
        },
        { trigger: `${row}:eq(3) td[name=value]:contains(1,000.5)` },
        { trigger: `${row}:eq(4) td[name=value]:contains(30)` },
        { trigger: SAVED },
    ],
});

registry.category("web_tour.tours").add("chorus_works_site", {
    steps: () => [
        { trigger: `${row}:eq(0) td[name=value]`, timeout: 60000, run: "click" },
        { trigger: typed(0), run: "edit 60 && press Enter" },
        { trigger: typed(1), run: "edit 210" },
        {
            content: "No price, no amount, no button of the office",
            trigger: ".o_form_view",
            run() {
                for (const name of ["amount", "month_amount", "remaining_amount"]) {
                    if (this.anchor.querySelector(`th[data-name=${name}]`)) {
                        throw new Error(`a site user sees ${name}`);
                    }
                }
                if (/[€$]/.test(this.anchor.innerText)) {
                    throw new Error("a site user sees an amount");
                }
                if (document.querySelector("button[name=action_post]")) {
                    throw new Error("a site user may not post");
                }
            },
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: SAVED },
    ],
});

registry.category("web_tour.tours").add("chorus_works_phone", {
    steps: () => [
        {
            content: "What is typed and what it makes fit the screen",
            trigger: `${row}:eq(0) td[name=month_amount]`,
            timeout: 60000,
            run() {
                const list = this.anchor.closest(".o_list_renderer");
                if (list.scrollWidth > list.clientWidth + 1) {
                    throw new Error(`${list.scrollWidth} in ${list.clientWidth} pixels`);
                }
                if (this.anchor.getBoundingClientRect().right > window.innerWidth) {
                    throw new Error("the amount of the month is out of sight");
                }
                if (list.querySelector("th[data-name=previous_amount]")) {
                    throw new Error("columns that do not fit are shown");
                }
            },
        },
        { trigger: `${row}:eq(0) td[name=value]`, run: "click" },
        { trigger: typed(0), run: "edit 60 && press Enter" },
        { trigger: typed(1), run: "edit 210" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: SAVED },
    ],
});
