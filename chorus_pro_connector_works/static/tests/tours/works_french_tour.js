/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("chorus_works_french_validation", {
    steps: () => [
        {
            content: "Who asks, in which market, and how long is left",
            trigger: ".o_data_row:contains(ST-1):contains(2026-0042):contains(A10)",
            timeout: 60000,
        },
        {
            trigger: ".o_data_row:contains(ST-1) button[name=action_decide]:contains(Décider)",
            run: "click",
        },
        {
            content: "What is left of the declared amount is read before anything is decided",
            trigger: ".modal:contains(quinze jours) .alert:contains(2026-0042):contains(21)",
        },
        { trigger: ".modal button[name=action_accept]:contains(Accepter)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_notification:contains(est acceptée)" },
    ],
});

tours.add("chorus_works_french_admitted", {
    steps: () => [
        {
            content: "The banner says what was admitted, and by which piece",
            trigger: ".alert:contains(A15 EA-1):contains(185,92)",
            timeout: 60000,
        },
        {
            trigger: ".alert button[name=action_open_admitted]:contains(Lignes admises)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:first .o_data_cell[name=admitted_value]",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=admitted_value] input",
            run: "edit 40",
        },
        { trigger: ".o_list_button_save", run: "click" },
        { trigger: ".o_data_row.text-warning td[name=admitted_difference]:contains(800,00)" },
        { trigger: ".o_back_button, .breadcrumb-item a:last", run: "click" },
        {
            content: "Explained: the way on is offered",
            trigger:
                ".alert button[name=action_start_from_admitted]:contains(Repartir de ce qui est admis)",
            timeout: 60000,
            run: "click",
        },
        {
            trigger: ".alert:contains(Rien ne se saisit ici)",
            timeout: 60000,
        },
        { trigger: "button[name=action_post]:contains(Comptabiliser)", run: "click" },
        {
            trigger: ".o_arrow_button_current:contains(Comptabilis)",
            timeout: 60000,
        },
    ],
});
