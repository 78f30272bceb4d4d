/** License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { registry } from "@web/core/registry";

const PATIENCE = 100; // looks, a tenth of a second apart

function shown() {
    const { root } = odoo.__WOWL_DEBUG__;
    return root.env.services.spreadsheet_dashboard_loader.getActiveDashboard().model;
}

/** Return [sheet, cell, value, type] of each cell that is not empty, once all are loaded. */
async function cells() {
    const { getters } = shown();
    for (let look = 0; look < PATIENCE; look++) {
        const found = getters.getSheetIds().flatMap((sheetId) =>
            Object.values(getters.getCells(sheetId)).map(({ id }) => {
                const position = getters.getCellPosition(id);
                const { value, type } = getters.getEvaluatedCell(position);
                return [sheetId, `${position.col},${position.row}`, value, type];
            })
        );
        if (!found.some(([, , value]) => String(value).startsWith("Loading"))) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("The dashboard is still loading");
}

registry.category("web_tour.tours").add("chorus_dashboard", {
    steps: () => [
        {
            trigger: ".o_spreadsheet_dashboard_action .o_search_panel li:contains(Chorus Pro)",
            run: "click",
        },
        {
            trigger: ".o_spreadsheet_dashboard_action .o_search_panel .active:contains(Chorus Pro)",
        },
        {
            content: "Every figure is drawn",
            trigger: ".o_renderer .o-figure:eq(7)",
        },
        {
            content: "No cell fails, and the amount is that of the one invoice",
            trigger: ".o_renderer .o-figure",
            async run() {
                const found = await cells();
                const failed = found.filter(([, , , type]) => type === "error");
                if (failed.length) {
                    throw new Error(`Cells fail: ${JSON.stringify(failed)}`);
                }
                const [, , waiting] = found.find(
                    ([sheet, cell]) => sheet === "chorus-data" && cell === "1,1"
                );
                if (waiting !== 120) {
                    throw new Error(`${waiting} waits in place of 120`);
                }
            },
        },
    ],
});
