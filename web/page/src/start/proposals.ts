// The list of what may be written here, beside the caret of a text field. Arrows choose, Enter or Tab takes, Escape closes.

import { freshId, h } from "../dom/element";
import { type Completion } from "./completion";

const MOST = 60;

export interface ProposalList {
  element: HTMLElement;
  readonly isOpen: boolean;
  /** `place`: below the caret, in pixels of what holds the list. */
  open(completion: Completion, place: { left: number; top: number }): void;
  close(): void;
  /** Whether the key was meant for the list. */
  takeKey(event: KeyboardEvent): boolean;
}

export function makeProposalList(input: HTMLTextAreaElement, take: (from: number, insert: string) => void): ProposalList {
  const id = freshId("proposals");
  const element = h("ul", { class: "proposals", role: "listbox", id, "aria-label": "What may be written here", hidden: true });
  let completion: Completion | null = null;
  let chosen = 0;
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);

  const choose = (index: number): void => {
    const options = [...element.children];
    chosen = (index + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    const option = options[chosen];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const close = (): void => {
    completion = null;
    element.hidden = true;
    element.replaceChildren();
    input.removeAttribute("aria-activedescendant");
  };
  const accept = (index: number): void => {
    const proposal = completion?.proposals[index];
    const from = completion?.from ?? 0;
    close();
    if (proposal) take(from, proposal.insert);
  };
  // The field keeps the focus.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", (event) => {
    const option = (event.target as Element).closest("[role=option]");
    if (option) accept([...element.children].indexOf(option));
  });
  return {
    element,
    get isOpen() {
      return completion !== null;
    },
    open: (found, { left, top }) => {
      completion = found;
      element.replaceChildren(...found.proposals.slice(0, MOST).map(({ label, detail }, i) =>
        h("li", { role: "option", id: `${id}-${i}`, "aria-selected": "false" }, h("code", {}, label), h("span", {}, detail))));
      element.style.left = `${left}px`;
      element.style.top = `${top}px`;
      element.hidden = false;
      choose(0);
    },
    close,
    takeKey: (event) => {
      if (!completion || event.ctrlKey || event.metaKey || event.altKey) return false;
      const acts: Record<string, () => void> = {
        ArrowDown: () => choose(chosen + 1),
        ArrowUp: () => choose(chosen - 1),
        Enter: () => accept(chosen),
        Tab: () => accept(chosen),
        Escape: close,
      };
      const act = acts[event.key];
      if (!act || (event.shiftKey && event.key === "Tab")) return false;
      event.preventDefault();
      act();
      return true;
    },
  };
}
