/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const CHORUS_PRO = ".o_main_navbar [data-menu-xmlid='chorus_pro_connector.menu_chorus_root']";
const click = (trigger) => ({ trigger, run: "click" });
const menu = (name) => [click(CHORUS_PRO), click(`[data-menu-xmlid='${name}']`)];

// When shall I be paid? From the list of expected payments to the invoice and its sentence.
registry.category("web_tour.tours").add("chorus_payments_expected", {
    steps: () => [
        ...menu("chorus_pro_connector.menu_chorus_forecast"),
        {
            content: "The day expected, and who is silent",
            trigger: ".o_data_row:has(td[name=silent] input:checked) td[name=date]",
        },
        click(".o_data_row:not(:has(td[name=silent] input:checked)) td[name=move_id]"),
        click(".o_notebook a[name=chorus_pro]"),
        {
            content: "A date, its bounds, and what they rest on",
            trigger:
                "div[name=chorus_pay_words]:contains(eight times out of ten):contains(payments of this client)",
        },
        ...menu("chorus_pro_connector.menu_chorus_payments_apart"),
        {
            content: "The bank and the portal agree",
            trigger: ".o_view_nocontent:contains(agree)",
        },
    ],
});

// An archive of two invoices: ordered in the list, followed, ready to be downloaded.
registry.category("web_tour.tours").add("chorus_archive_of_proofs", {
    steps: () => [
        click("thead .o_list_record_selector input"),
        click(".o_control_panel .o_cp_action_menus button:has(.fa-cog)"),
        click(".o_menu_item:contains(Chorus Pro: archive of proofs)"),
        {
            content: "How far it is",
            trigger: ".o_form_view .o_chorus_progress:contains(0 of 2 invoices)",
        },
        click(".o_form_statusbar button[name=action_view_invoices]"),
        {
            content: "The invoices of the archive",
            trigger: ".o_list_view .o_data_row:nth-child(2)",
        },
    ],
});

// It is ready: the button is there, and the head of its chain, to be noted. A tour would
// wait for the page that a download does not open: test_proof_rights downloads.
registry.category("web_tour.tours").add("chorus_archive_ready", {
    steps: () => [
        ...menu("chorus_pro_connector.menu_chorus_proof"),
        click(".o_data_row td[name=display_name]"),
        {
            content: "All dealt with",
            trigger: ".o_chorus_progress:contains(2 of 2 invoices)",
        },
        { content: "The head of the chain", trigger: "div[name=chain] span:not(:empty)" },
        {
            content: "It can be downloaded",
            trigger: ".o_form_statusbar button[name=action_download]:enabled",
        },
    ],
});
