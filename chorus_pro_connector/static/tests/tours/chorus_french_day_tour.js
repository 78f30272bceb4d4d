/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";
import { fits } from "./chorus_narrow_tour";

/** What a French accountant sees: words, dates, what lists may be grouped by. */
const tour = (name, steps) =>
    registry.category("web_tour.tours").add(`chorus_day_${name}`, { steps: () => steps });
const badge = (text) => `.o_form_statusbar .o_field_badge[name=chorus_state]:contains(${text})`;

// “Mar 16”, “2026-03-16”, “03/16/2026”
const FOREIGN =
    /\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}\b|\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\/(1[3-9]|2\d|3[01])\/\d{4}\b/;

/** Throw when a date on the screen is not written as in French. */
function frenchDates() {
    const found = document.querySelector(".o_action_manager").innerText.match(FOREIGN);
    if (found) {
        throw new Error(`${found[0]} is no French date`);
    }
}

tour("french_words", [
    {
        content: "Whose state it is, in French",
        trigger: badge("Chorus Pro : Mise à disposition"),
    },
    {
        content: "The portal's messages, in the language of the company",
        trigger:
            ".o-mail-Message:contains(Chorus Pro) summary:contains(Statut sur Chorus Pro : Mise à disposition)",
    },
    {
        trigger: ".nav-link[name=chorus_pro]",
        run: "click",
    },
    {
        content: "Who has it, since when; the dates of the lanes",
        trigger:
            ".o_chorus_timeline:contains(Le client l'a, depuis le 23/11/2026):contains(Mise à disposition)",
        run: frenchDates,
    },
    {
        content: "A field says what it is, and where it is found",
        trigger: ".tab-pane.active label[for^=chorus_framework] sup",
    },
    {
        trigger: ".tab-pane button[name=action_chorus_view_flow]",
        run: "click",
    },
    {
        content: "The portal's code has its words",
        trigger: ".o_form_view:contains(Intégré):contains(IN_INTEGRE)",
        run: frenchDates,
    },
]);

tour("french_banner", [
    {
        content: "Dates within a sentence",
        trigger: ".alert-warning:contains((01/02/2026) précède la date de la facture (16/03/2026))",
        run: frenchDates,
    },
]);

tour("credit_note_says_why", [
    {
        content: "It has no state at Chorus Pro",
        trigger: ".o_form_statusbar:not(:has(.o_field_badge[name=chorus_state]))",
    },
    {
        content: "It cancels what the client refused",
        trigger: ".alert-info:contains(que le client a refusée) a:contains(Ouvrir cette facture)",
        run: "click",
    },
    {
        content: "and leads there",
        trigger: badge("Chorus Pro : Rejetée par le client"),
    },
]);

tour("all_in_one_window", [
    {
        content: "Two things are missing",
        trigger: ".alert-danger:contains(exige un numéro d'engagement)",
    },
    {
        trigger: ".alert-danger:contains(exige un code service) a",
        run: "click",
    },
    {
        content: "One window for both, each with its sentence",
        trigger:
            ".modal .alert-danger:contains(exige un code service):contains(exige un numéro d'engagement)",
    },
    {
        content: "The cursor is in the first of them",
        trigger: ".modal div[name=chorus_service_id] input:focus",
        run: "edit COMPTA",
    },
    {
        trigger: ".modal .o-autocomplete--dropdown-item:contains(COMPTA-7) a",
        run: "click",
    },
    {
        trigger: ".modal div[name=purchase_order_reference] input",
        run: "edit EJ20260001",
    },
    {
        trigger: ".modal .modal-footer button:contains(Enregistrer et envoyer)",
        run: "click",
    },
    {
        trigger: `body:not(:has(.modal)) ${badge("Chorus Pro : Fichier déposé")}`,
    },
]);

/** Throw unless every field of the settings can be read whole. */
function settingsWhole() {
    for (const input of document.querySelectorAll(".o_setting_box [class*=o_field] input")) {
        const ours = input.closest(".o_setting_box").id?.startsWith("chorus_");
        if (ours && input.type !== "checkbox" && input.scrollWidth > input.clientWidth + 1) {
            throw new Error(`${input.value} is cut: ${input.scrollWidth} > ${input.clientWidth}`);
        }
    }
}

tour("settings_whole", [
    {
        content: "What was typed is shown whole",
        trigger: "#chorus_account div[name=chorus_login] input",
        run: settingsWhole,
    },
    {
        content: "A secret is never shown again, and the screen says that it is there",
        trigger: "#chorus_account:contains(enregistré)",
    },
]);

// What lists may be grouped by, by the words of “Groupe personnalisé”.
const GROUPINGS = {
    invoices: [
        "Antérieure à Chorus Pro",
        "Cadre de facturation",
        "Chorus Pro",
        "Date du statut Chorus",
        "Flux Chorus Pro",
        "Format du fichier",
        "Mode de règlement",
        "Notre service",
        "Régime de TVA",
        "Échéance légale",
    ],
    flow: [
        "Date du flux",
        "Dernière mise à jour du statut",
        "Envoyé avec",
        "Société",
        "Statut du flux",
        "Syntaxe du flux",
        "État",
    ],
    batch: ["Créé le", "Envoyé par", "Société", "État"],
    validation: [
        "Client",
        "Date de facturation",
        "En attente",
        "En attente depuis",
        "Fournisseur",
        "Numéro de marché",
        "Société",
        "À décider avant",
    ],
    client: [
        "Dernière vérification dans l'annuaire",
        "Délai légal de paiement",
        "Engagement obligatoire",
        "Factures de travaux seulement",
        "Format des fichiers",
        "Maître d'ouvrage de travaux",
        "Paiements non communiqués",
        "Service Chorus Pro",
        "Service obligatoire",
        "Service ou engagement obligatoire",
        "Structure Chorus Pro",
    ],
};

function groupings(name, ours = () => true) {
    return [
        {
            trigger: ".o_control_panel .o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: `Nothing technical: ${name}`,
            trigger: ".o_search_bar_menu select.o_add_custom_group_menu",
            run() {
                const options = [...this.anchor.options].filter(
                    (option) => option.value && !option.disabled && ours(option)
                );
                const words = options.map((option) => option.text.trim()).sort();
                if (words.join("|") !== [...GROUPINGS[name]].sort().join("|")) {
                    throw new Error(`${name}: ${words.join("|")}`);
                }
            },
        },
        {
            trigger: ".o_control_panel .o_searchview_dropdown_toggler",
            run: "click",
        },
    ];
}

const opened = (name) => [
    {
        trigger: ".o_main_navbar [data-menu-xmlid='chorus_pro_connector.menu_chorus_root']",
        run: "click",
    },
    {
        trigger: `[data-menu-xmlid='chorus_pro_connector.menu_chorus_${name}']`,
        run: "click",
    },
];

tour("french_groupings", [
    { trigger: ".o_list_view .o_data_row" },
    ...groupings("invoices", (option) => option.value.startsWith("chorus_")),
    ...opened("flow"),
    { trigger: ".o_last_breadcrumb_item:contains(Dépôts)" },
    ...groupings("flow"),
    ...opened("batch"),
    { trigger: ".o_last_breadcrumb_item:contains(Envois groupés)" },
    ...groupings("batch"),
    ...opened("validation"),
    { trigger: ".o_last_breadcrumb_item:contains(Factures à valider)" },
    ...groupings("validation"),
    ...opened("client"),
    { trigger: ".o_last_breadcrumb_item:contains(Clients publics)" },
    ...groupings("client", (option) => option.value.startsWith("chorus_")),
]);

/** Press long on a card, as a finger does. */
function pressLong() {
    const touch = new Touch({ identifier: 1, target: this.anchor });
    const options = { bubbles: true, touches: [touch], changedTouches: [touch] };
    this.anchor.dispatchEvent(new TouchEvent("touchstart", options));
}

const card = (client) => `.o_kanban_record:contains(${client})`;

tour("narrow_batch", [
    {
        content: "On a telephone invoices are cards; a long press chooses one",
        trigger: card("Lycée Nord"),
        run: pressLong,
    },
    { trigger: `${card("Lycée Nord")}.o_record_selected` },
    ...["Lycée Est", "Lycée Sud", "Lycée Ouest"].map((client) => ({
        trigger: card(client),
        run: "click",
    })),
    {
        trigger: ".o_cp_action_menus .dropdown-toggle, .o_cp_action_menus button",
        run: "click",
    },
    {
        trigger: ".o-dropdown--menu button[name=action_chorus_send]:contains(Envoyer à Chorus)",
        run: "click",
    },
    {
        content: "What leaves: how many, how much, for whom",
        trigger: ".modal:contains(à envoyer) h3:contains(240,00):contains(2 client)",
        run: fits,
    },
    {
        content: "What waits for us is told apart from what Chorus Pro has",
        trigger: ".modal:contains(à compléter d'abord):contains(déjà chez Chorus Pro)",
    },
    {
        content: "Each reason opens its list",
        trigger: ".modal .o_kanban_record:contains(exige un code service) button",
        run: fits,
    },
    {
        trigger: ".modal .modal-footer button[name=action_send]:contains(Envoyer)",
        run: "click",
    },
    {
        content: "The progress, with its buttons",
        trigger: ".o_chorus_progress [role=progressbar][aria-valuemax='2']",
        run: fits,
    },
    {
        content: "What does not fit stands behind the dots",
        trigger: ".o_statusbar_buttons .o-dropdown",
        run: "click",
    },
    {
        trigger: ".o-dropdown--menu button[name=action_cancel_sending]:contains(Annuler l'envoi)",
    },
]);

tour("narrow_cards", [
    {
        content: "A telephone shows cards, whole",
        trigger: ".o_kanban_view .o_kanban_record:not(.o_kanban_ghost)",
        run: fits,
    },
]);
