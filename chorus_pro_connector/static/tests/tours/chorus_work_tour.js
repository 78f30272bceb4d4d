/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const menu = (name) => `[data-menu-xmlid='chorus_pro_connector.menu_chorus_${name}']`;
const opened = (name) => [
    { trigger: `.o_main_navbar ${menu("root")}`, run: "click" },
    { trigger: menu(name), run: "click" },
];

// Menu → what its list says of the one invoice that stands in it.
const LISTS = [
    ["incomplete", "To complete", "demands a service code"],
    ["ready", "Ready", "Nothing is missing"],
    ["doubt", "In doubt", "Chorus Pro"],
    ["returned", "Waiting for us", "Complete: Suspendue"],
    ["sent", "On their way", "has the file"],
    ["delivered", "Delivered", "by law the client has until"],
    ["overdue", "Overdue", "Claim the interest: The client had until"],
    ["paid", "Paid", "Payment ordered on"],
];

registry.category("web_tour.tours").add("chorus_work_menus", {
    steps: () =>
        LISTS.flatMap(([name, label, next]) => [
            ...opened(`work_${name}`),
            {
                content: `${label}: filter, next action, person in charge`,
                trigger: `.o_last_breadcrumb_item:contains(${label}), .o_breadcrumb .active:contains(${label})`,
            },
            {
                trigger: `.o_list_view .o_data_row:has(td[name=chorus_next_action]:contains(${next})):has(td[name=chorus_person_id]:contains(Camille Roux))`,
            },
        ]),
});

registry.category("web_tour.tours").add("chorus_work_overview", {
    steps: () => [
        ...opened("overview"),
        {
            content: "Each list with its number",
            trigger: ".o_chorus_overview .o_kanban_record:contains(Waiting for us):contains(1)",
            run: "click",
        },
        {
            content: "A click on the card opens it",
            trigger: ".o_list_view .o_data_row td[name=chorus_next_action]:contains(Complete: Suspendue)",
        },
        {
            content: "Its filter can be taken away",
            trigger: ".o_searchview_facet:contains(Chorus Pro: waiting for us)",
        },
        ...opened("flow"),
        { trigger: ".o_list_view .o_data_row td[name=display_name], .o_list_view .o_data_row" },
        ...opened("late"),
        { trigger: ".o_list_view th[data-name=chorus_interest]" },
        ...opened("client"),
        { trigger: ".o_list_view .o_data_row:contains(Lycée Sud)" },
    ],
});
