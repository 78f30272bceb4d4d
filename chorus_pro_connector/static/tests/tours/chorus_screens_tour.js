/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const icon = (state) => `.o_data_row .o_chorus_state[data-state=${state}]`;

registry.category("web_tour.tours").add("chorus_list_explains", {
    steps: () => [
        {
            content: "The icon has its name for those who do not see it",
            trigger: `${icon("incomplete")}[aria-label*='Information missing']`,
        },
        {
            content: "Hovering, or the keyboard, asks why",
            trigger: icon("incomplete"),
            run() {
                this.anchor.focus();
            },
        },
        {
            trigger: ".o_chorus_tooltip:contains(demands a service code)",
        },
        {
            trigger: `${icon("incomplete")}[aria-label*='demands a service code']`,
        },
        {
            content: "The same in cards",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            trigger: ".o_kanban_record .o_chorus_state:contains(Information missing)",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_banner_repairs", {
    steps: () => [
        {
            content: "The banner says what is missing, and leads there",
            trigger: ".alert-danger a:contains(Pick the service)",
            run: "click",
        },
        {
            content: "The window says all that is missing",
            trigger: ".modal .alert-danger:contains(demands a service code)",
        },
        {
            content: "The cursor is there; any part of the name finds the service",
            trigger: ".modal div[name=chorus_service_id] input:focus",
            run: "edit marchés",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(COMPTA-7) a",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button:contains(Save and send)",
            run: "click",
        },
        {
            content: "It was all that was missing",
            trigger: "body:not(:has(.modal)) .o_form_statusbar .o_field_badge[name=chorus_state]:contains(File deposited)",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_batch_progress", {
    steps: () => [
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_chorus_send]",
            run: "click",
        },
        {
            content: "One window says what will leave and what stays",
            trigger: ".modal:contains(ready to be sent):contains(incomplete) td:contains(demands)",
        },
        {
            content: "How much, for how many",
            trigger: ".modal h3:contains(To be sent):contains(240.00):contains(2 client)",
        },
        {
            trigger: ".modal button[name=action_send]",
            run: "click",
        },
        {
            content: "The batch lists its invoices",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:nth-child(2)",
        },
        {
            content: "Confirming returns at once, on the progress",
            trigger: ".o_chorus_progress [role=progressbar][aria-valuenow='0'][aria-valuemax='2']",
        },
        {
            content: "Until it begins, all of it can be taken back",
            trigger: "button[name=action_cancel_sending]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_chorus_progress [role=progressbar][aria-valuenow='2']",
        },
    ],
});
