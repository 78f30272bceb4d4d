/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const row = ".o_field_widget[name=line_ids] .o_data_row";

registry.category("web_tour.tours").add("chorus_works_month", {
    steps: () => [
        {
            content: "The cumulative progress of the first line",
            trigger: `${row}:first .o_data_cell[name=value]`,
            timeout: 60000,
            run: "click",
        },
        {
            trigger: `${row}.o_selected_row .o_field_widget[name=value] input`,
            run: "edit 60",
        },
        {
            content: "The net follows while typing",
            trigger: ".o_field_widget[name=mode], .o_form_label:contains(Net to pay)",
        },
        {
            trigger: "button[name=action_post]",
            run: "click",
        },
        {
            content: "Posted: one click sends it",
            trigger: "button.btn-primary[name=action_chorus_send]",
            timeout: 60000,
            run: "click",
        },
        {
            trigger: ".o_field_badge[name=chorus_state]:contains(File deposited)",
            timeout: 60000,
        },
    ],
});
