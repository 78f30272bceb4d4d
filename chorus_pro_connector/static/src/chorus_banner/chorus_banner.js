/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { ActionableErrors } from "@account/components/actionable_errors/actionable_errors";
import { patch } from "@web/core/utils/patch";

// What was repaired in a window must be seen behind it, once it closes.
patch(ActionableErrors.prototype, {
    async handleOnClick(errorData) {
        if (errorData.action?.target !== "new") {
            return super.handleOnClick(errorData);
        }
        const { action } = this.env.model;
        return action.doAction(errorData.action, {
            onClose: () => action.doAction("soft_reload"),
        });
    },
});
