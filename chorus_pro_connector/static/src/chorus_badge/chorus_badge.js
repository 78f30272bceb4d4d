/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

/**
 * Badge of `chorus_state` beside Odoo's own states: it says whose state it is.
 */
export class ChorusBadgeField extends BadgeField {
    get formattedValue() {
        return _t("Chorus Pro: %s", super.formattedValue);
    }
}

export const chorusBadgeField = {
    ...badgeField,
    component: ChorusBadgeField,
    displayName: _t("Chorus Pro badge"),
    supportedTypes: ["selection"],
    additionalClasses: ["o_field_badge"],
};

registry.category("fields").add("chorus_badge", chorusBadgeField);
