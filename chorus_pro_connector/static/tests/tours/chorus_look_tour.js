/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const icon = (state) => `.o_data_row .o_chorus_state[data-state=${state}]`;
const notification = (text) => `.o_notification:contains(${text})`;

registry.category("web_tour.tours").add("chorus_click_in_the_list", {
    steps: () => [
        {
            content: "The icon says what a click does",
            trigger: `${icon("ready")}[role=button][aria-label*='Send to Chorus']`,
            run: "click",
        },
        {
            content: "One click, and it waits for the minutes of the company",
            trigger: `${icon("queued")}[aria-label*='Cancel sending']`,
        },
        {
            trigger: `.o_list_view ${icon("queued")}`,
            run: "click",
        },
        {
            trigger: notification("will not be sent"),
        },
        {
            trigger: icon("ready"),
        },
        {
            content: "What lacks something opens its window, on the list",
            trigger: `${icon("incomplete")}[aria-label*='Complete']`,
            run: "click",
        },
        {
            trigger: ".modal .alert-danger:contains(demands a service code)",
        },
        {
            trigger: ".modal .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "Elsewhere a click opens the invoice",
            trigger: `body:not(:has(.modal)) .o_data_row:has(.o_chorus_state[data-state=ready]) td[name=name]`,
            run: "click",
        },
        {
            content: "The badge says whose state it is; one button is the next step",
            trigger: ".o_form_statusbar .o_field_badge[name=chorus_state]:contains(Chorus Pro: Ready to send)",
        },
        {
            trigger: ".o_statusbar_buttons:not(:has(.oe_highlight)) button.btn-primary[name=action_chorus_send]",
            run() {
                const filled = document.querySelectorAll(
                    ".o_statusbar_buttons .btn-primary"
                );
                if (filled.length !== 1) {
                    throw new Error(`${filled.length} buttons catch the eye`);
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("chorus_the_portal_speaks", {
    steps: () => [
        {
            content: "Signed by the portal, one line",
            trigger: ".o-mail-Message:contains(Chorus Pro) summary:contains(Mise à disposition)",
            run: "click",
        },
        {
            content: "which opens",
            trigger: ".o-mail-Message details[open] p",
        },
        {
            trigger: ".nav-link[name=chorus_pro]",
            run: "click",
        },
        {
            content: "Each field says what it is",
            trigger: ".tab-pane.active label[for^=chorus_framework] sup",
        },
        {
            content: "Four lanes, and who has the invoice",
            trigger: ".o_chorus_timeline:contains(The client has it, since):contains(Mise à disposition)",
        },
        {
            content: "What was sent can be opened",
            trigger: "button[name=action_chorus_open_file]",
        },
        {
            trigger: ".tab-pane button[name=action_chorus_view_flow]",
            run: "click",
        },
        {
            content: "The portal's codes have words beside them",
            trigger: ".o_form_view:contains(Intégré):contains(IN_INTEGRE)",
        },
        {
            content: "Every button answers",
            trigger: ".o_form_statusbar button[name=get_invoice_identifiers]",
            run: "click",
        },
        {
            trigger: notification("On Chorus Pro"),
        },
        {
            content: "The columns of the old guide",
            trigger: ".o_field_widget[name=invoice_ids]:has(th[data-name=amount_untaxed_in_currency_signed]):has(th[data-name=payment_state])",
        },
        {
            content: "Nothing of them is cut: the chatter stands below",
            trigger: ".o_field_widget[name=invoice_ids] .o_data_row td[name=name]",
            run() {
                for (const cell of this.anchor.parentElement.querySelectorAll("td[name]")) {
                    const { scrollWidth, clientWidth, innerText } = cell;
                    if (scrollWidth > clientWidth) {
                        throw new Error(`${innerText} is cut: ${scrollWidth} > ${clientWidth}`);
                    }
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("chorus_other_credentials", {
    steps: () => [
        {
            trigger: "#chorus_account div[name=chorus_login] input",
            run: "edit TECH_0_wrong@cpro.fr",
        },
        {
            trigger: ".o_form_button_save, button[name=execute]",
            run: "click",
        },
        {
            content: "Other credentials are asked about",
            trigger: ".modal:contains(Change the connection):contains(Technical account) button:contains(Save and test)",
            run: "click",
        },
        {
            content: "and tested",
            trigger: ".modal tr[data-step=account]:contains(To repair)",
        },
        {
            content: "A date says nothing of what is refused",
            trigger: ".modal tr[data-step=password]:contains(Not known)",
        },
    ],
});
