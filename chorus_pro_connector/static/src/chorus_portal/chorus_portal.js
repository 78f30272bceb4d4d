/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Opens the portal, the number of the invoice in the clipboard: the portal has no
 * address for one invoice, only a search.
 */
export async function openPortal(env, action) {
    const { url, number } = action.params;
    let sentence = _t("%s is copied: paste it into the search of Chorus Pro.", number);
    try {
        await browser.navigator.clipboard.writeText(number);
    } catch {
        // Without a secure connection, browsers keep the clipboard to themselves.
        sentence = _t("Search for %s in Chorus Pro.", number);
    }
    browser.open(url, "_blank", "noopener");
    env.services.notification.add(sentence, { title: _t("Chorus Pro"), type: "info" });
}

registry.category("actions").add("chorus_portal", openPortal);
