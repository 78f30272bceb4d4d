/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

// Tells the server which version of the lines this screen had read: two people who type
// the same line do not overwrite each other unseen.
export class WorksStatementFormController extends FormController {
    async onWillSaveRecord(record, changes) {
        const result = await super.onWillSaveRecord(record, changes);
        if (record.resId && changes.line_ids) {
            changes.known_version = record.data.version;
        }
        return result;
    }
}

registry.category("views").add("chorus_works_statement_form", {
    ...formView,
    Controller: WorksStatementFormController,
});
