/* License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl). */
import { onMounted } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

const TYPED = "value";
const STEPS = {
    tab: 1,
    enter: 1,
    arrowdown: 1,
    "shift+tab": -1,
    "shift+enter": -1,
    arrowup: -1,
};

// What fits on a telephone: the line, what is typed of it, and what that makes. Other columns
// come when somebody asks for them.
const ON_A_PHONE = {
    name: { class: "text-wrap" },
    mode: { width: "40px" },
    value: { width: "62px" },
    month_amount: { width: "96px" },
};

// The lines of a month, typed as in a spreadsheet: each key is one line, and a column that
// was copied elsewhere fills the lines from the cell on in which it is pasted.
export class WorksProgressRenderer extends ListRenderer {
    setup() {
        super.setup();
        this.orm = useService("orm");
        onMounted(() => {
            this.tableRef.el?.addEventListener("paste", (ev) => this.onPaste(ev), true);
        });
    }

    getActiveColumns() {
        const columns = super.getActiveColumns();
        if (!this.uiService.isSmall) {
            return columns;
        }
        return columns.flatMap((column) => {
            const attrs = ON_A_PHONE[column.name];
            if (attrs) {
                return { ...column, attrs: { ...column.attrs, ...attrs } };
            }
            return column.optional === "hide" ? column : [];
        });
    }

    /** Say how a line is typed by its unit alone, where a word has no place. */
    getFormattedValue(column, record) {
        if (column.name === "mode" && this.uiService.isSmall) {
            const { mode, unit } = record.data;
            return { percent: "%", amount: "€" }[mode] || unit || "×";
        }
        return super.getFormattedValue(column, record);
    }

    get typedColumn() {
        return this.columns.find((column) => column.name === TYPED);
    }

    /** Return the next line that can be typed: an amendment closed the others. */
    neighbour(record, step) {
        const { records } = this.props.list;
        let index = records.indexOf(record) + step;
        while (records[index] && this.isCellReadonly(this.typedColumn, records[index])) {
            index += step;
        }
        return records[index];
    }

    onCellKeydownEditMode(hotkey, cell, group, record) {
        const step = STEPS[hotkey];
        // In a choice, arrows choose.
        if (!step || (hotkey.startsWith("arrow") && cell.getAttribute("name") !== TYPED)) {
            return super.onCellKeydownEditMode(hotkey, cell, group, record);
        }
        if (this.applyCellKeydownEditModeStayOnRow(hotkey, cell, group, record)) {
            return true;
        }
        const next = this.neighbour(record, step);
        if (!next) {
            // Past the last line, Tab goes on to what follows the list.
            return super.onCellKeydownEditMode(hotkey, cell, group, record);
        }
        this.lastEditedCell = null;
        this.props.list.enterEditMode(next);
        return true;
    }

    /** Whoever comes to a line comes to type: on the column that is typed. */
    focusCell(column, forward = true) {
        const isTyped = column && !this.isCellReadonly(column, this.editedRecord);
        super.focusCell(isTyped ? column : this.typedColumn, forward);
    }

    async onPaste(ev) {
        const text = ev.clipboardData?.getData("text/plain") || "";
        const cell = ev.target.closest(`td[name=${TYPED}]`);
        if (!cell || !/[\n\t]/.test(text.trim())) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
        const line = this.editedRecord;
        const statement = line._parentRecord;
        if (await statement.save()) {
            await this.orm.call(statement.resModel, "action_paste", [
                [statement.resId],
                text,
                line.resId,
            ]);
            await statement.load();
        }
    }
}

export class WorksProgressField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: WorksProgressRenderer };
}

registry.category("fields").add("chorus_works_progress", {
    ...x2ManyField,
    component: WorksProgressField,
});
