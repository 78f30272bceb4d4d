/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

/** What scrolls sideways by itself, tabs and tables, is not cut. */
function scrolls(element) {
    for (let one = element.parentElement; one; one = one.parentElement) {
        if (["auto", "scroll"].includes(getComputedStyle(one).overflowX) && one !== document.body) {
            if (one.scrollWidth > one.clientWidth) {
                return true;
            }
        }
    }
    return false;
}

/** Throw unless all that can be read or pressed stands on the screen. */
export function fits() {
    const width = document.documentElement.clientWidth;
    if (width > 400) {
        throw new Error(`This is no telephone: ${width}`);
    }
    if (document.documentElement.scrollWidth > width) {
        throw new Error(`The page is ${document.documentElement.scrollWidth} wide`);
    }
    const root = document.querySelector(".modal") || document.querySelector(".o_action_manager");
    for (const element of root.querySelectorAll("button, a, .badge, .alert, .o_chorus_state")) {
        const { left, right } = element.getBoundingClientRect();
        if (right > left && (left < -1 || right > width + 1) && !scrolls(element)) {
            throw new Error(`Cut: ${element.innerText || element.outerHTML}`);
        }
    }
}

/** Throw unless the text stands on one line. */
function oneLine() {
    const { height } = this.anchor.getBoundingClientRect();
    if (height > 1.9 * parseFloat(getComputedStyle(this.anchor).lineHeight)) {
        throw new Error(`On several lines: ${this.anchor.innerText}`);
    }
}

registry.category("web_tour.tours").add("chorus_narrow", {
    steps: () => [
        {
            content: "Cards: the state with its name, on one line",
            trigger: ".o_kanban_record .o_chorus_state:contains(Information missing)",
            run: oneLine,
        },
        {
            trigger: ".o_kanban_record:contains(Lycée Sud)",
            run: fits,
        },
        {
            trigger: ".o_kanban_record:contains(Lycée Sud)",
            run: "click",
        },
        {
            trigger: ".o_field_badge[name=chorus_state]:contains(Chorus Pro: Information missing)",
            run: oneLine,
        },
        {
            content: "Next step, badge and banner stand on the screen",
            trigger: ".o_form_statusbar button.btn-primary[name=action_chorus_complete]",
            run: fits,
        },
        {
            trigger: ".alert-danger a:contains(Pick the service)",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer button:contains(Save and send)",
            run: fits,
        },
        {
            trigger: ".modal-header .oi-arrow-left, .modal-header .btn-close",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .nav-link[name=chorus_pro]",
            run: "click",
        },
        {
            trigger: ".tab-pane.active div[name=chorus_service_id]",
            run: fits,
        },
    ],
});

registry.category("web_tour.tours").add("chorus_narrow_client", {
    steps: () => [
        {
            trigger: ".modal div[name=name] input",
            run: "edit destinataire",
        },
        {
            trigger: ".modal button[name=action_search]",
            run: "click",
        },
        {
            content: "What was found is shown in cards",
            trigger: ".modal .o_kanban_record:contains(12345678200028) button:contains(Choose)",
            run: fits,
        },
    ],
});

registry.category("web_tour.tours").add("chorus_wide", {
    steps: () => [
        {
            content: "Buttons and badge share one line",
            trigger: ".o_form_statusbar .o_field_badge[name=chorus_state]:contains(Action expected)",
            run() {
                const bar = this.anchor.closest(".o_form_statusbar");
                const shown = [...bar.querySelectorAll(".o_statusbar_buttons > button, .badge")];
                const middles = shown
                    .map((one) => one.getBoundingClientRect())
                    .filter(({ width }) => width)
                    .map(({ top, height }) => top + height / 2);
                const apart = Math.max(...middles) - Math.min(...middles);
                if (middles.length < 4 || apart > 10) {
                    throw new Error(`${middles.length} of them, ${apart} pixels apart`);
                }
            },
        },
    ],
});
