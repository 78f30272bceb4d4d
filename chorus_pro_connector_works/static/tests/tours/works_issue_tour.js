/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const closed = (trigger) => `body:not(:has(.modal)) ${trigger}`;
const next = { trigger: ".modal button[name=action_next]:contains(Suivant)", run: "click" };
const cell = (name) => `.modal div[name=line_ids] .o_data_row td[name=${name}]`;

/** A draft is corrected, then answered in the three steps of the portal. */
registry.category("web_tour.tours").add("chorus_issue_corrected", {
    steps: () => [
        { trigger: "button[name=action_works_issue]:contains(Déposer notre pièce)", run: "click" },
        {
            content: "The first step: type of deposit, framework, issuer, document",
            trigger: ".modal:contains(Pièce suivante):contains(66612345600014)",
        },
        { ...next },
        {
            trigger: ".modal div[name=number] input",
            run: "edit EA-1",
        },
        { trigger: cell("base"), run: "click" },
        { trigger: `${cell("base")} input`, run: "edit 900" },
        {
            content: "Ours stand beside the supplier's",
            trigger: ".modal div[name=net] input",
            run: "edit 1026",
        },
        { trigger: ".modal div[name=difference]:contains(120,00)" },
        { ...next },
        {
            content: "What will happen",
            trigger: ".modal:contains(A15 EA-1):contains(SIT-1):contains(080,00)",
        },
        {
            content: "Our print of the sums is the document",
            trigger: ".modal div[name=file]:contains(A15_EA-1.pdf)",
        },
        { trigger: ".modal button[name=action_deposit]:contains(Déposer)", run: "click" },
        { trigger: closed(".o_notification:contains(Chorus Pro a la pièce A15 EA-1)") },
        {
            content: "The file shows it, and nobody can do it twice",
            trigger:
                ".o_form_view:not(:has(button[name=action_works_issue])) div[name=issued_ids]:contains(EA-1)",
        },
    ],
});
