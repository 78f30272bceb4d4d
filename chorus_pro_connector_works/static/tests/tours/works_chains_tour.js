/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

/** What a French accountant does for a works piece that waits for us. */
const tour = (name, steps) =>
    registry.category("web_tour.tours").add(`chorus_chain_${name}`, { steps: () => steps });
const closed = (trigger) => `body:not(:has(.modal)) ${trigger}`;
const notification = (text) => `.o_notification:contains(${text})`;

/** Return a PDF of one blank page, whose table says where each part begins. */
function blankPdf() {
    const parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    ];
    let body = "%PDF-1.7\n";
    let table = "0000000000 65535 f \n";
    parts.forEach((part, rank) => {
        table += `${String(body.length).padStart(10, "0")} 00000 n \n`;
        body += `${rank + 1} 0 obj\n${part}\nendobj\n`;
    });
    const trailer = `trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${body.length}\n%%EOF\n`;
    return `${body}xref\n0 4\n${table}${trailer}`;
}

/** Choose a PDF in the field of a window. */
const chooseFile = (field, name) => ({
    content: `A PDF is chosen: ${name}`,
    trigger: `.modal div[name=${field}]`,
    run() {
        const input = document.querySelector(`.modal div[name=${field}] input[type=file]`);
        const files = new DataTransfer();
        files.items.add(new File([blankPdf()], name, { type: "application/pdf" }));
        input.files = files.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    },
});

tour("complete", [
    {
        content: "The banner says what was written, and what to do",
        trigger: ".alert:contains(attachement du lot 1) a:contains(Compléter)",
    },
    { trigger: "button[name=action_chorus_answer]:contains(Compléter)", run: "click" },
    { trigger: ".modal:contains(attachement du lot 1):contains(sous le même numéro)" },
    {
        trigger: ".modal div[name=comment] textarea",
        run: "edit L'attachement a été signé le 3 septembre",
    },
    { trigger: ".modal button[name=action_complete]:contains(Compléter)", run: "click" },
    { trigger: closed(notification("est complétée sur Chorus Pro")) },
    { trigger: ".o_field_badge[name=chorus_state]:contains(Mise à disposition)" },
]);

tour("parties", [
    {
        trigger: ".alert:contains(Pas notre chantier) a:contains(Corriger la MOE ou la MOA)",
    },
    {
        trigger: "button[name=action_chorus_answer]:contains(Corriger la MOE ou la MOA)",
        run: "click",
    },
    {
        content: "What was wrong is shown, and is replaced",
        trigger: ".modal:contains(Pas notre chantier)",
    },
    {
        trigger: ".modal div[name=partner_id] input",
        run: "edit Études Nord",
    },
    {
        trigger: ".o-autocomplete--dropdown-item:contains(Études Nord)",
        run: "click",
    },
    {
        trigger: ".modal button[name=action_correct_parties]:contains(Corriger la MOE ou la MOA)",
        run: "click",
    },
    { trigger: closed(notification("est repartie vers la bonne partie")) },
]);

tour("by_hand", [
    { trigger: "button[name=action_chorus_answer]:contains(Compléter)", run: "click" },
    {
        content: "The portal's own steps, and nothing is promised",
        trigger:
            ".modal:contains(Rien ne part):contains(Sur le site de Chorus Pro):contains(1. Connectez-vous):not(:has(button[name=action_complete]))",
    },
    {
        trigger: ".modal div[name=comment] textarea",
        run: "edit Voici le plan demandé",
    },
    { trigger: ".modal button[name=action_works_prepare]:contains(Préparer)", run: "click" },
    { trigger: closed(notification("reportez-les sur le site du portail")) },
    { trigger: ".o-mail-Message:contains(à saisir sur son site):contains(Voici le plan demandé)" },
]);

/** Deposit our next piece from the form of its invoicing file. */
const deposit = (button, said, after) => [
    { trigger: `button[name=action_works_next]:contains(${button})`, run: "click" },
    {
        content: "What will happen, to which number, after which piece",
        trigger: `.modal:contains(${said})`,
    },
    chooseFile("signed_file", "signe.pdf"),
    {
        trigger: ".modal div[name=signed_file] :value(signe.pdf), .modal div[name=signed_file]:contains(signe.pdf)",
    },
    { trigger: ".modal button[name=action_deposit]:contains(Déposer)", run: "click" },
    { trigger: closed(notification(after)) },
    {
        content: "It is on its way, and nobody can do it twice",
        trigger: `.o_form_view:not(:has(button[name=action_works_next]:contains(${button})))`,
    },
];

tour("sign", [
    { trigger: ".o_form_view:contains(DG-1):contains(Nous)" },
    ...deposit(
        "Déposer le décompte général signé (A8)",
        "le service financier paie le solde",
        "a reçu le fichier de"
    ),
]);

tour("tacit", [
    ...deposit(
        "Déposer le projet de décompte général (A22)",
        "courent de sa réception",
        "a reçu le fichier de"
    ),
]);

tour("tacit_end", [
    ...deposit(
        "Déposer le décompte tacite (A23)",
        "au service financier",
        "Chorus Pro a la pièce A23"
    ),
]);
