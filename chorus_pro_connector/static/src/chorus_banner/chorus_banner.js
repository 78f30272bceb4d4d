/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { ActionableErrors } from "@account/components/actionable_errors/actionable_errors";
import { patch } from "@web/core/utils/patch";

const OURS = /^action_chorus_/;

patch(ActionableErrors.prototype, {
    async handleOnClick(errorData) {
        const { action } = this.env.model;
        const [model, method, ids] = errorData.action_call || [];
        if (OURS.test(method)) {
            // Ours answer: a sentence, or the record that was made.
            const answer = await this.orm.call(model, method, [ids]);
            return action.doAction(answer?.type ? answer : "soft_reload");
        }
        if (errorData.action?.target === "new") {
            // What was repaired in a window must be seen behind it, once it closes.
            return action.doAction(errorData.action, {
                onClose: () => action.doAction("soft_reload"),
            });
        }
        return super.handleOnClick(errorData);
    },
});
