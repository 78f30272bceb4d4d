/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const badge = (text) => `.o_form_statusbar .o_field_badge[name=chorus_state]:contains(${text})`;

const confirmInvoice = [
    {
        trigger: "button[name=action_post]",
        run: "click",
    },
    {
        trigger: badge("Ready to send"),
    },
];

const sendToChorus = [
    {
        trigger: "button[name=action_chorus_send].btn-primary",
        run: "click",
    },
    {
        content: "The badge tells where the file is",
        trigger: badge("File deposited"),
    },
    {
        content: "What was deposited is not to be sent by mail: Odoo's button waits behind",
        trigger:
            ".o_statusbar_buttons:not(:has(button[name=action_invoice_sent].btn-primary, button[name=action_invoice_sent].oe_highlight))",
    },
];

registry.category("web_tour.tours").add("chorus_send_correct_resend", {
    steps: () => [
        {
            content: "The invoice waits for its confirmation",
            trigger: badge("To confirm"),
        },
        ...confirmInvoice,
        ...sendToChorus,
        {
            content: "The portal's answer is there to be fetched",
            trigger: "button[name=action_chorus_update_status]",
            run: "click",
        },
        {
            trigger: badge("File rejected"),
        },
        {
            content: "The reason stands above the invoice",
            trigger: ".alert-danger:contains(commitment)",
        },
        {
            content: "Neither lines nor client must change: no way back to draft is proposed",
            trigger: ".alert-danger:contains(commitment)",
            run() {
                const links = document.querySelectorAll(".alert a, .alert button");
                if ([...links].some((link) => link.innerText.includes("draft"))) {
                    throw new Error("The banner proposes a draft");
                }
            },
        },
        {
            content: "Its button leads to the very field",
            trigger: ".alert-danger a:contains(Correct: Commitment number)",
            run: "click",
        },
        {
            content: "The reason stands in the window too, the cursor in the field",
            trigger: ".modal:has(.alert-danger:contains(commitment)) div[name=purchase_order_reference] input:focus",
            run: "edit EJ20260001",
        },
        {
            trigger: ".modal .modal-footer button:contains(Save and send again)",
            run: "click",
        },
        {
            content: "The window closes, and the badge tells where the file is",
            trigger: `body:not(:has(.modal)) ${badge("File deposited")}`,
        },
    ],
});
