/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

/** What an accountant does and reads of an invoicing file, step after step. */
const tour = (name, steps) =>
    registry.category("web_tour.tours").add(`chorus_file_${name}`, { steps: () => steps });
const closed = (trigger) => `body:not(:has(.modal)) ${trigger}`;
const shows = (field, text) => ({
    content: `${field}: ${text}`,
    trigger: `.o_form_view .o_field_widget[name=${field}]:contains(${text})`,
});
const piece = (...texts) => ({
    content: `A piece of the file: ${texts.join(", ")}`,
    trigger: `.o_data_row${texts.map((text) => `:contains(${text})`).join("")}`,
});
const nothingOfOurs = {
    content: "Nothing of ours follows",
    trigger: ".o_form_view:not(:has(button[name=action_works_next]))",
};

/** Post and send a statement from its form. */
const postAndSend = [
    { trigger: "button[name=action_post]:contains(Comptabiliser)", run: "click" },
    {
        trigger: "button.btn-primary[name=action_chorus_send]",
        timeout: 60000,
        run: "click",
    },
    {
        trigger: ".o_field_badge[name=chorus_state]:contains(Fichier déposé)",
        timeout: 60000,
    },
];

tour("month", postAndSend);

tour("at_the_project_manager", [
    shows("holder", "Maître d'œuvre"),
    shows("next_step", "A15 ou A16"),
    shows("claimed_total", "035,44"),
    piece("A4", "Nous"),
    nothingOfOurs,
]);

tour("at_the_client", [
    shows("holder", "Maître d'ouvrage"),
    shows("next_step", "A19"),
    shows("admitted_total", "000,00"),
    shows("difference_total", "035,44"),
    piece("EA-1", "Maître d'œuvre"),
]);

tour("at_the_payer", [
    shows("holder", "Payeur"),
    { content: "Since when", trigger: ".o_field_widget[name=date_held]:not(:empty)" },
    shows("days_held", "0"),
    shows("next_step", "Paiement"),
    shows("admitted_piece_id", "EAV-1"),
    piece("EAV-1"),
    nothingOfOurs,
]);

tour("definitive", [
    shows("holder", "Payeur"),
    shows("admitted_total", "000,00"),
    shows("admitted_piece_id", "DGD-A2"),
    nothingOfOurs,
]);

tour("paid", [shows("holder", "Personne"), nothingOfOurs]);

tour("back_at_the_project_manager", [
    {
        content: "Who must answer, and what is not to be done",
        trigger: ".alert:contains(Il manque le RIB):contains(rien de nouveau)",
    },
    shows("holder", "Maître d'œuvre"),
    shows("next_step", "sa propre pièce"),
]);

tour("ours_is_back", [
    { trigger: ".alert:contains(Signature illisible):contains(complétez)" },
    {
        trigger: "button[name=action_works_complete]:contains(Compléter)",
        run: "click",
    },
    { trigger: ".modal:contains(Signature illisible):contains(sous le même numéro)" },
    { trigger: ".modal div[name=comment] textarea", run: "edit Signature relue" },
    { trigger: ".modal button[name=action_complete]:contains(Compléter)", run: "click" },
    { trigger: closed(".o_notification:contains(est complétée sur Chorus Pro)") },
    shows("holder", "Payeur"),
    nothingOfOurs,
]);

tour("refused", [
    {
        trigger:
            ".alert:contains(Mois déjà présenté) a:contains(Avoir et nouvelle situation)",
        run: "click",
    },
    {
        content: "All that was typed is there again",
        trigger: ".o_arrow_button_current:contains(Brouillon)",
        timeout: 60000,
    },
    ...postAndSend,
]);

const decide = (number) => [
    {
        trigger: `.o_data_row:contains(${number}) button[name=action_decide]:contains(Décider)`,
        run: "click",
    },
    {
        content: "Which joint contractor, of which market",
        trigger: ".modal:contains(quinze jours) .alert:contains(2026-0042)",
    },
];

tour("joint_contractors", [
    { trigger: ".o_data_row:contains(CO-1):contains(A13)", timeout: 60000 },
    ...decide("CO-1"),
    { trigger: ".modal button[name=action_accept]:contains(Accepter)", run: "click" },
    { trigger: closed(".o_notification:contains(est acceptée)") },
    ...decide("CO-2"),
    { trigger: ".modal div[name=reason_id] input", run: "edit Quantité" },
    {
        trigger: ".o-autocomplete--dropdown-item:contains(Quantité facturée incorrecte)",
        run: "click",
    },
    { trigger: ".modal div[name=comment] input", run: "edit Lot 2 : 30 et non 40" },
    { trigger: ".modal button[name=action_refuse]:contains(Refuser)", run: "click" },
    { trigger: closed(".o_notification:contains(est refusée)") },
]);
