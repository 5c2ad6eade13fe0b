// Tags, a note, whether a run is kept when old ones go: changed in a dialog.

import { api, messageOf } from "../api/client";
import { type Run } from "../api/types";
import { freshId, h } from "../dom/element";
import { actionButton, field } from "../dom/parts";

interface Marked {
  /** After a change; null: it was removed. */
  onDone: (run: Run | null) => void;
}

export function openMarking(run: Run, { onDone }: Marked): void {
  const tags = field({ label: "Tags", hint: "Words, with blanks between them", value: run.tags.join(" ") });
  const noteId = freshId("note");
  const note = h("textarea", { id: noteId, rows: "3" });
  note.value = run.note;
  const kept = h("input", { type: "checkbox", id: freshId("kept") });
  kept.checked = run.kept;
  const refusal = h("p", { class: "refusal", role: "alert" });
  const titleId = freshId("dialog");
  const remove = actionButton("Remove this run", { class: "grave" }, async () => {
    if (remove.button.textContent !== "Remove it for good") {
      remove.button.textContent = "Remove it for good";
      return;
    }
    await api.remove(run.id);
    dialog.close();
    onDone(null);
  });
  const form = h("form", { method: "dialog" },
    h("h2", { id: titleId }, run.name === "" ? run.id : run.name),
    h("p", { class: "lead" }, run.shown["started_at"] ?? ""),
    tags.element,
    h("div", { class: "field" }, h("label", { for: noteId }, "Note"), note),
    h("div", { class: "choice" }, kept, h("label", { for: kept.id }, "Keep it when old runs are removed")),
    refusal,
    h("div", { class: "buttons" },
      h("button", { type: "submit", class: "main" }, "Save"),
      h("button", { type: "button", click: () => dialog.close() }, "Cancel"),
      run.state === "running" ? null : remove.element));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const change = {
      tags: tags.input.value.split(/[,\s]+/).filter((tag) => tag !== ""),
      note: note.value.trim(),
      kept: kept.checked,
    };
    api.change(run.id, change).then(
      (changed) => {
        dialog.close();
        onDone(changed);
      },
      (error: unknown) => (refusal.textContent = messageOf(error)),
    );
  });
  const dialog = h("dialog", { "aria-labelledby": titleId }, form);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Tags, the note and that it is kept, as they are read. */
export function marksOf(run: Run): HTMLElement[] {
  const marks = run.tags.map((tag) => h("span", { class: "tag" }, tag));
  if (run.kept) marks.unshift(h("span", { class: "tag" }, "kept"));
  return marks;
}
