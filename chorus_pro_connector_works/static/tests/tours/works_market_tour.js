/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const BILL = `No.\tDescription\tUnit\tQuantity\tUnit price\tAmount
1.1\tSite set-up\tforfait\t1\t6500\t6500
1.2\tConcrete\tm3\t42.5\tthree\t13175`;
const preview = ".modal .o_field_widget[name=line_ids] .o_data_row";

registry.category("web_tour.tours").add("chorus_works_import", {
    steps: () => [
        { trigger: "button[name=action_import_lines]", timeout: 60000, run: "click" },
        {
            trigger: ".modal .o_field_widget[name=text] textarea",
            // The words of a step end with their line.
            run: ({ edit }) => edit(BILL),
        },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        {
            content: "The wrong row stands first, with what is wrong in it",
            trigger: `${preview}:first:contains(“three” is not a number)`,
        },
        { trigger: ".modal .modal-footer:not(:has(button[name=action_import]:visible))" },
        {
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: ({ edit }) => edit(BILL.replace("three", "310")),
        },
        { trigger: ".modal button[name=action_preview]", run: "click" },
        { trigger: ".modal button[name=action_import]:visible", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Concrete):contains(310.00)",
        },
    ],
});

const change = ".o_field_widget[name=line_ids]";

registry.category("web_tour.tours").add("chorus_works_amendment", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link:contains(Amendments)",
            timeout: 60000,
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=amendment_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "It opens as a page",
            trigger: ".o_breadcrumb .active:contains(Amendment)",
        },
        { trigger: ".o_field_widget[name=purpose] input", run: "edit Two more doors" },
        { trigger: ".o_field_widget[name=date] input", run: "edit 03/20/2026" },
        { trigger: ".o_field_widget[name=date_effect] input", run: "edit 04/01/2026" },
        {
            trigger: ".o_field_widget[name=signed_file] input[type=file]:not(:visible)",
            run() {
                const files = new DataTransfer();
                files.items.add(new File(["signed"], "amendment.pdf"));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name=signed_file] input:value(amendment.pdf)" },
        { trigger: `${change} .o_field_x2many_list_row_add a`, run: "click" },
        {
            trigger: `${change} .o_selected_row .o_field_widget[name=lot_id] input`,
            run: "edit Gros",
        },
        { trigger: ".o-autocomplete--dropdown-item:contains(Gros)", run: "click" },
        {
            trigger: `${change} .o_selected_row .o_field_widget[name=name] input`,
            run: "edit Doors",
        },
        {
            trigger: `${change} .o_selected_row .o_field_widget[name=quantity] input`,
            run: "edit 2",
        },
        {
            trigger: `${change} .o_selected_row .o_field_widget[name=price] input`,
            run: "edit 1250.5 && press Tab",
        },
        {
            content: "The VAT is the lot's, the difference is there",
            trigger: `${change} .o_data_row:contains(2,501.00)`,
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: "button[name=action_put_in_force]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(In force)" },
    ],
});
