/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

const notification = (text) => `.o_notification:contains(${text})`;
const badge = (text) => `.o_form_statusbar .o_field_badge[name=chorus_state]:contains(${text})`;
const button = (name, text) => `.o_form_statusbar button[name=${name}]:contains(${text})`;
const answer = (text) => `${button("action_chorus_answer", text)}.btn-primary`;
const said = (text) => `.o-mail-Message:contains(${text})`;
const closed = (selector) => `body:not(:has(.modal)) ${selector}`;
const page = { trigger: ".nav-link[name=chorus_pro]", run: "click" };

/** An accountant works in French; opening a page of the portal fails the tour. */
function tour(name, steps, begin = ".o_form_view") {
    const stay = {
        trigger: begin,
        run() {
            browser.open = window.open = (url) => {
                throw new Error(`The page ${url} was opened`);
            };
        },
    };
    registry.category("web_tour.tours").add(`chorus_french_${name}`, {
        steps: () => [stay, ...steps],
    });
}

tour("complete", [
    {
        content: "The banner says what the client wrote, and what to do",
        trigger: ".alert:contains(joindre le bon de livraison signé) a:contains(Compléter)",
    },
    { trigger: answer("Compléter"), run: "click" },
    {
        content: "In plain words, and what will happen to which number",
        trigger: ".modal:contains(joindre le bon de livraison signé):contains(Une pièce manque):contains(sous le même numéro)",
    },
    {
        content: "An answer is proposed, and not written unread",
        trigger: ".modal:contains(ci-joint la pièce demandée) button[name=action_use_letter]",
        run: "click",
    },
    {
        trigger: ".modal div[name=comment] textarea:value(ci-joint la pièce demandée)",
        run: "edit Le bon de livraison a été remis le 3 septembre",
    },
    { trigger: ".modal button[name=action_complete]:contains(Compléter)", run: "click" },
    { trigger: closed(notification("a été complétée sur Chorus Pro")) },
    { trigger: badge("Mise à disposition") },
    { trigger: said("a été complétée sur Chorus Pro") },
    page,
    {
        content: "The client has it again, and its new delay is told",
        trigger: ".o_chorus_timeline:contains(Le client l'a):contains(Complétée):contains(remis le 3 septembre)",
    },
    { trigger: "div[name=chorus_legal_due]:contains(nov)" },
]);

tour("recycle", [
    { trigger: ".alert:contains(Pas pour nous) a:contains(Corriger le destinataire)" },
    { trigger: answer("Corriger le destinataire"), run: "click" },
    {
        trigger: ".modal:contains(Pas pour nous):contains(sous le même numéro) div[name=siret] input",
        run: "edit 12345678200036",
    },
    {
        content: "The client of this number is shown before anything leaves",
        trigger: ".modal div[name=commitment] input",
        run: "edit EJ20260001",
    },
    { trigger: ".modal div[name=recipient_id]:contains(Département Nord)" },
    {
        trigger: ".modal button[name=action_recycle]:contains(Corriger le destinataire)",
        run: "click",
    },
    { trigger: closed(notification("sous le même numéro")) },
    { trigger: said("envoyée au destinataire corrigé") },
    page,
    { trigger: ".o_chorus_timeline:contains(Chorus Pro l'a):contains(Recycler)" },
]);

tour("refused", [
    { trigger: ".alert:contains(Quantité facturée incorrecte) a:contains(Avoir et nouvelle facture)" },
    { trigger: answer("Avoir et nouvelle facture"), run: "click" },
    {
        content: "The credit note stays here, and a new invoice opens",
        trigger: ".modal:contains(Quantité facturée incorrecte):contains(Une quantité est fausse):contains(n'est pas transmis)",
    },
    { trigger: ".modal button[name=action_replace]:contains(Avoir et nouvelle facture)", run: "click" },
    {
        content: "A draft with the same lines",
        trigger: closed(".o_form_view:contains(Prestation) button[name=action_post]"),
    },
    { trigger: said("Remplace") },
    { trigger: ".o_breadcrumb a:contains(FAC/2026)", run: "click" },
    { trigger: ".alert-info:contains(annulée par):contains(la remplace)" },
]);

tour("nothing_more", [
    { trigger: ".alert:contains(paiement en régie) a:contains(Marquer le rejet comme traité)" },
    { trigger: answer("Marquer le rejet comme traité"), run: "click" },
    {
        content: "Paid from a petty cash: nothing is invoiced again",
        trigger: ".modal:contains(Une régie va la payer):contains(rien n'est à refacturer)",
    },
    { trigger: ".modal button[name=action_handle]", run: "click" },
    { trigger: closed(notification("est traité")) },
    { trigger: ".alert-info:contains(rien n'est à refacturer)" },
]);

tour("validator", [
    { trigger: ".alert a:contains(Corriger le valideur)" },
    { trigger: answer("Corriger le valideur"), run: "click" },
    {
        trigger: ".modal:contains(sous le même numéro):contains(quinze jours) div[name=siret] input",
        run: "edit 555 123 456 00025",
    },
    { trigger: ".modal button[name=action_correct]:contains(Corriger le valideur)", run: "click" },
    { trigger: closed(notification("a été remplacé")) },
    { content: "The form is read anew", trigger: said("a été remplacé") },
    page,
    { trigger: ".o_chorus_timeline:contains(Le valideur l'a)" },
]);

tour("late", [
    page,
    { trigger: "div[name=chorus_legal_due]:contains(oct)" },
    { trigger: "div[name=chorus_late_days]:contains(41)" },
    { trigger: "div[name=chorus_interest]:contains(140,19)" },
    { trigger: "div[name=chorus_indemnity]:contains(40,00)" },
    { trigger: "button[name=action_chorus_claim]:contains(Réclamer les intérêts)" },
]);

tour(
    "decide",
    [
        {
            trigger: ".o_data_row:has(td[name=days_left]:contains(1)) button[name=action_decide]:contains(Décider)",
            run: "click",
        },
        { trigger: ".modal:contains(quinze jours) button[name=action_refuse]", run: "click" },
        {
            content: "Without a reason nothing leaves",
            trigger: ".o_error_dialog:contains(pourquoi vous la refusez) footer button",
            run: "click",
        },
        { trigger: "body:not(:has(.o_error_dialog)) .modal div[name=reason_id] input", run: "edit Quantité" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Quantité facturée incorrecte)", run: "click" },
        { trigger: ".modal div[name=comment] input", run: "edit Lot 2 non exécuté" },
        { trigger: ".modal button[name=action_refuse]:contains(Refuser)", run: "click" },
        { trigger: closed(notification("est refusée")) },
        { trigger: ".o_list_view:not(:has(.o_data_row))" },
    ],
    ".o_list_view"
);
