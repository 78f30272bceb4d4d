/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const badge = (text) => `.o_form_statusbar .o_field_badge[name=chorus_state]:contains(${text})`;
const notification = (text) => `.o_notification:contains(${text})`;
const button = (name) => `.o_form_statusbar button[name=${name}]`;

registry.category("web_tour.tours").add("chorus_client_by_number", {
    steps: () => [
        {
            content: "The cursor is in the number, and the button is there while one types",
            trigger: ".modal:has(button[name=action_create_client]) div[name=siret] input:focus",
            run: "edit 12345678200085",
        },
        {
            trigger: ".modal div[name=siret] input",
            run: "press Enter",
        },
        {
            content: "What takes no invoice is said before the client is made",
            trigger: ".modal .alert:contains(no longer active)",
        },
        {
            trigger: ".modal .o_data_row button:contains(Choose all the same)",
        },
        {
            trigger: ".modal div[name=siret] input",
            run: "edit 123 456 782 00028",
        },
        {
            trigger: ".modal div[name=siret] input",
            run: "press Enter",
        },
        {
            trigger: ".modal .o_data_row:contains(SERVICE OBLIGATOIRE) button:contains(Choose)",
            run: "click",
        },
        {
            content: "The client is there, with what it demands",
            trigger: "body:not(:has(.modal)) .o_form_view:contains(SERVICE OBLIGATOIRE)",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_new_client_at_once", {
    steps: () => [
        {
            trigger: ".modal div[name=siret] input:focus",
            run: "edit 123 456 782 00028",
        },
        {
            trigger: ".modal div[name=siret] input",
            run: "press Enter",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view:contains(DESTINATAIRE SERVICE OBLIGATOIRE)",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_refused", {
    steps: () => [
        {
            content: "One button is the next step, above and in the banner",
            trigger: `${button("action_chorus_answer")}.btn-primary:contains(Credit note and new invoice)`,
        },
        {
            trigger: ".alert a:contains(Credit note and new invoice)",
            run: "click",
        },
        {
            content: "The window says what was written and what comes; one press does it",
            trigger: ".modal:contains(Credit note and new invoice · FAC/2026):contains(Doublon):contains(is not sent) button[name=action_replace].btn-primary",
            run: "click",
        },
        {
            content: "and opens the new invoice",
            trigger: ".o_form_view button[name=action_post]",
        },
        {
            content: "Back on the old one it is not offered again",
            trigger: ".o_breadcrumb a:contains(FAC/2026)",
            run: "click",
        },
        {
            trigger: ".alert-info:contains(cancelled by) a:contains(Open)",
        },
        {
            trigger: "body:not(:has(button[name=action_chorus_answer], .o-mail-Activity))",
        },
        {
            content: "It waits for nobody",
            trigger: ".o_main_navbar [data-menu-xmlid='chorus_pro_connector.menu_chorus_root']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='chorus_pro_connector.menu_chorus_work_returned']",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_chorus_state[data-state=refused]))",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_suspended", {
    steps: () => [
        {
            content: "Who sent it is asked to act",
            trigger: ".o-mail-Activity:contains(Chorus Pro: Suspendue):contains(Il manque le bon)",
        },
        {
            content: "One button is the next step, above and in the banner",
            trigger: `${button("action_chorus_answer")}:contains(Complete)`,
        },
        {
            trigger: ".alert a:contains(Complete)",
            run: "click",
        },
        {
            content: "What the client wrote, and what will happen to which number",
            trigger: ".modal:contains(Il manque le bon):contains(same number FAC/2026)",
        },
        {
            trigger: ".modal div[name=comment] textarea",
            run: "edit Le bon a été remis le 3 mars",
        },
        {
            trigger: ".modal button[name=action_complete]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${notification("was completed on Chorus Pro")}`,
        },
        {
            trigger: badge("Delivered to the client"),
        },
        {
            content: "What was asked is closed with its reason",
            trigger: "body:not(:has(.o-mail-Activity))",
        },
    ],
});

registry.category("web_tour.tours").add("chorus_sent_back", {
    steps: () => [
        {
            trigger: ".alert a:contains(Correct the recipient)",
            run: "click",
        },
        {
            trigger: ".modal:contains(Pas pour nous):contains(same number) div[name=siret] input",
            run: "edit 12345678200036",
        },
        {
            content: "What the portal refuses is said, and the window opens as it was",
            trigger: ".modal button[name=action_recycle]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .alert-danger:contains(engagement)",
        },
        {
            trigger: ".alert a:contains(Correct the recipient)",
            run: "click",
        },
        {
            trigger: ".modal div[name=commitment] input",
            run: "edit EJ20260001",
        },
        {
            trigger: ".modal button[name=action_recycle]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${notification("under the same number")}`,
        },
    ],
});

registry.category("web_tour.tours").add("chorus_wrong_validator", {
    steps: () => [
        {
            trigger: ".alert a:contains(Correct the validator)",
            run: "click",
        },
        {
            trigger: ".modal div[name=siret] input",
            run: "edit 55512345600025",
        },
        {
            trigger: ".modal button[name=action_correct]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${notification("waits for the new one")}`,
        },
    ],
});

registry.category("web_tour.tours").add("chorus_confirmed_and_cancelled", {
    steps: () => [
        {
            trigger: button("action_chorus_send"),
            run: "click",
        },
        {
            content: "Number, client and amounts before anything leaves",
            trigger: ".modal:contains(Lycée Nord):contains(100.00):contains(120.00):contains(FAC/2026)",
        },
        {
            trigger: ".modal button[name=action_send]:contains(Send to Chorus)",
            run: "click",
        },
        {
            content: "It waits for the minutes of the company",
            trigger: badge("To be sent"),
        },
        {
            content: "Nothing was sent: there is no file to open",
            trigger: "body:not(:has(button[name=action_chorus_open_file]))",
        },
        {
            trigger: ".alert a:contains(Cancel sending)",
            run: "click",
        },
        {
            content: "The button answers",
            trigger: notification("will not be sent"),
        },
        {
            trigger: button("action_chorus_send"),
            run: "click",
        },
        {
            trigger: ".modal button[name=action_send]:contains(Send to Chorus)",
            run: "click",
        },
        {
            trigger: button("action_chorus_send_now"),
            run: "click",
        },
        {
            trigger: badge("File deposited"),
        },
        {
            trigger: button("action_chorus_update_status"),
            run: "click",
        },
        {
            content: "What is new",
            trigger: notification(": File deposited"),
        },
        {
            trigger: button("action_chorus_update_status"),
            run: "click",
        },
        {
            content: "or that nothing is",
            trigger: notification("Nothing new"),
        },
    ],
});

registry.category("web_tour.tours").add("chorus_send_and_print", {
    steps: () => [
        {
            trigger: ".o_form_statusbar button[name=action_invoice_sent]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_send_and_print]",
            run: "click",
        },
        {
            content: "It says what Chorus Pro answered",
            trigger: notification("has received the file"),
        },
        {
            trigger: `body:not(:has(.modal)) ${badge("File deposited")}`,
        },
    ],
});
