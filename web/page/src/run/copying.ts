// A button beside each command of the report that takes it to the clipboard.

import { h } from "../dom/element";

const COMMANDS = ".next li code, code.command, pre.command";

/** May be applied again at any time. */
export function addCopyButtons(root: ParentNode): void {
  for (const command of root.querySelectorAll(COMMANDS)) {
    if (command.nextElementSibling?.matches("button.copy")) continue;
    command.after(h("button", { type: "button", class: "quiet copy" }, "Copy"));
  }
}

/** Where the clipboard is out of reach it is chosen instead, and the reader copies it. */
export async function copyBeside(button: Element): Promise<string> {
  const command = button.previousElementSibling;
  if (!command) return "";
  try {
    await navigator.clipboard.writeText(command.textContent ?? "");
    return "Copied.";
  } catch {
    getSelection()?.selectAllChildren(command);
    return "Selected. Copy it with Ctrl and C.";
  }
}
