/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

// What the mouse does is counted, whatever the steps below say of themselves.
let presses = 0;
// To type, a tour presses into a field: that is no click where the cursor is already.
const count = (event) => {
    presses += event.target === document.activeElement ? 0 : 1;
};

const start = {
    content: "Count from here",
    trigger: ".o_main_navbar",
    run() {
        presses = 0;
        document.addEventListener("pointerdown", count, true);
    },
};

const end = (trigger, expected) => ({
    content: `It took ${expected}`,
    trigger,
    run() {
        document.removeEventListener("pointerdown", count, true);
        if (presses !== expected) {
            throw new Error(`${presses} clicks in place of ${expected}`);
        }
    },
});

const click = (trigger) => ({ trigger, run: "click" });
const badge = (text) =>
    `body:not(:has(.modal)) .o_form_statusbar .o_field_badge[name=chorus_state]:contains(${text})`;
const icon = (state) => `.o_data_row .o_chorus_state[data-state=${state}]`;

function tour(name, steps, done, expected) {
    registry.category("web_tour.tours").add(name, {
        steps: () => [start, ...steps, end(done, expected)],
    });
}

tour(
    "chorus_clicks_form",
    [click("button[name=action_post]"), click("button[name=action_chorus_send].btn-primary")],
    badge("File deposited"),
    2
);

tour("chorus_clicks_list", [click(icon("ready"))], icon("deposited"), 1);

tour(
    "chorus_clicks_rejection",
    [
        click(`.o_data_row:has(.o_chorus_state[data-state=rejected]) td[name=name]`),
        click(".alert-danger a:contains(Correct: Commitment number)"),
        {
            content: "The cursor is in the field",
            trigger: ".modal div[name=purchase_order_reference] input:focus",
            run: "edit EJ20260001",
        },
        click(".modal .modal-footer button:contains(Save and send again)"),
    ],
    badge("File deposited"),
    3
);

tour(
    "chorus_clicks_client",
    [
        click(".o_main_navbar [data-menu-xmlid='chorus_pro_connector.menu_chorus_root']"),
        click("[data-menu-xmlid='chorus_pro_connector.menu_chorus_new_client']"),
        {
            content: "The cursor is in the number",
            trigger: ".modal div[name=siret] input:focus",
            run: "edit 123 456 782 00028",
        },
        click(".modal button[name=action_create_client]"),
    ],
    "body:not(:has(.modal)) .o_form_view:contains(SERVICE OBLIGATOIRE)",
    3
);

tour(
    "chorus_clicks_waiting",
    [
        {
            content: "On every screen: three invoices, two of which wait for us",
            trigger: ".o_chorus_waiting .badge:contains(2)",
        },
        click(".o_chorus_waiting button[aria-label*='2 invoice']"),
        {
            content: "One lacks something",
            trigger: ".o_chorus_overview .o_kanban_record:contains(To complete):contains(1)",
        },
    ],
    ".o_chorus_overview .o_kanban_record:contains(Ready):contains(1)",
    1
);

tour(
    "chorus_clicks_card",
    [
        {
            content: "Told on the card: what is ready, what lacks something",
            trigger:
                ".o_kanban_record div[name=chorus]:contains(1 to complete):contains(1 ready to send)",
        },
        click(".o_kanban_record div[name=chorus] a:contains(to complete)"),
        {
            content: "Its filter can be taken away",
            trigger: ".o_searchview_facet:contains(Chorus Pro: to complete)",
        },
    ],
    `.o_list_view:not(:has(.o_data_row:nth-child(2))) ${icon("incomplete")}`,
    1
);
