/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { SettingsFormController } from "@web/webclient/settings_form_view/settings_form_controller";

// The fields of the settings by which a company reaches the portal.
const ACCESS = [
    "chorus_environment",
    "chorus_oauth_url",
    "chorus_api_url",
    "chorus_client_id",
    "chorus_new_client_secret",
    "chorus_login",
    "chorus_new_password",
];

/**
 * Other credentials count once somebody has said so: with wrong ones nothing leaves any
 * more. The first ones are simply saved.
 */
patch(SettingsFormController.prototype, {
    async save() {
        const names = await this.chorusChanged();
        if (names.length && !(await this.chorusConfirm(names))) {
            return;
        }
        return super.save(...arguments);
    },

    /** Return the names on screen of what was changed, when something serves already. */
    async chorusChanged() {
        const { root } = this.model;
        const { chorus_has_client_secret, chorus_has_password } = root.data;
        if (!(chorus_has_client_secret || chorus_has_password) || !(await root.isDirty())) {
            return [];
        }
        return ACCESS.filter((name) => name in root._changes).map(
            (name) => root.fields[name].string
        );
    },

    chorusConfirm(names) {
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("Change the connection to Chorus Pro?"),
                    body: _t(
                        "Changed: %s. From now on invoices are sent and statuses read with these values; the connection is tested at once.",
                        names.join(", ")
                    ),
                    confirmLabel: _t("Save and test"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Do not save"),
                    cancel: () => resolve(false),
                    dismiss: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    },
});
