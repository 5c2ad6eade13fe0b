// Which requests are drawn by name: chosen beside their charts, where one can search, or in the table of response times.

import { MOST_LINES } from "../charts/request_charts";

const FIRST = 4;
const LISTED = 12;

/** Whether the chart of a place is of the requests that are chosen. */
export function isOfChosen(place: HTMLElement): boolean {
  return place.dataset["chart"]?.startsWith("each-") ?? false;
}

/** At first the first few names; at most as many as can be told apart. */
export class RequestChoice {
  private names: readonly string[] = [];
  private all = new Set<string>();
  private wanted: string[] = [];
  private touched = false;

  constructor(names: readonly string[]) {
    this.take(names);
  }

  /** The names of a newer report: what was chosen stays. */
  take(names: readonly string[]): void {
    if (names.length === this.names.length && names.every((name, i) => name === this.names[i])) return;
    this.names = names;
    this.all = new Set(names);
    if (!this.touched) this.wanted = names.slice(0, FIRST);
  }

  reset(): void {
    this.touched = false;
    this.wanted = this.names.slice(0, FIRST);
  }

  chosen(): readonly string[] {
    return this.wanted;
  }

  has(name: string): boolean {
    return this.wanted.includes(name);
  }

  known(name: string): boolean {
    return this.all.has(name);
  }

  /** One too many takes the place of the one that was chosen first. */
  toggle(name: string): void {
    this.touched = true;
    this.wanted = this.has(name) ? this.wanted.filter((one) => one !== name) : [...this.wanted, name].slice(-MOST_LINES);
  }

  /** Those that are chosen, then those that are looked for: what a list shows. */
  listed(search: string): { names: string[]; more: number } {
    const needle = search.trim().toLowerCase();
    const found = this.names.filter((name) => !this.has(name) && name.toLowerCase().includes(needle));
    const room = Math.max(0, LISTED - this.wanted.length);
    return { names: [...this.wanted, ...found.slice(0, room)], more: Math.max(0, found.length - room) };
  }

  count(): number {
    return this.names.length;
  }
}

function choiceButton(name: string, choice: RequestChoice): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "request-choice";
  button.dataset["request"] = name;
  button.setAttribute("aria-pressed", String(choice.has(name)));
  button.textContent = name;
  return button;
}

/** The names in the table of response times become buttons. May be applied again at any time. */
export function addChoiceButtons(root: ParentNode, choice: RequestChoice): void {
  if (choice.count() === 0) return;
  for (const head of root.querySelectorAll<HTMLElement>("th.name[scope=rowgroup]")) {
    const name = head.textContent ?? "";
    if (!choice.known(name)) continue;
    const button = head.querySelector<HTMLElement>("button.request-choice");
    if (button) button.setAttribute("aria-pressed", String(choice.has(name)));
    else head.replaceChildren(choiceButton(name, choice));
  }
}

/** The list beside the charts, with its search; what was typed stays. */
export function fillChoosers(root: ParentNode, choice: RequestChoice): void {
  for (const place of root.querySelectorAll<HTMLElement>("[data-chooser]")) {
    if (!place.firstChild) {
      const search = document.createElement("input");
      search.type = "search";
      search.placeholder = "Find a request";
      search.setAttribute("aria-label", "Find a request to draw");
      search.autocomplete = "off";
      const list = document.createElement("div");
      list.className = "request-choices";
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", "Requests to draw");
      const hint = document.createElement("p");
      hint.className = "request-hint";
      hint.setAttribute("role", "status");
      place.append(search, list, hint);
      search.hidden = choice.count() <= LISTED;
      search.addEventListener("input", () => fillChoosers(root, choice));
    }
    const [search, list, hint] = place.children as unknown as [HTMLInputElement, HTMLElement, HTMLElement];
    const { names, more } = choice.listed(search.value);
    const shown = [...list.children].map((button) => (button as HTMLElement).dataset["request"]);
    if (names.length === shown.length && names.every((name) => shown.includes(name))) {
      for (const button of list.children) {
        button.setAttribute("aria-pressed", String(choice.has((button as HTMLElement).dataset["request"] ?? "")));
      }
    } else {
      list.replaceChildren(...names.map((name) => choiceButton(name, choice)));
    }
    const further = more > 0 ? ` ${more} more: search.` : "";
    hint.textContent = `${choice.chosen().length} of ${choice.count()} requests drawn, at most ${MOST_LINES}.${further}`;
  }
}

/** Buttons of a page and what they choose. */
export function bindChoice(root: ParentNode & EventTarget, choice: RequestChoice, onChange: () => void): void {
  const show = (): void => {
    addChoiceButtons(root, choice);
    fillChoosers(root, choice);
  };
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("button.request-choice");
    const name = button?.dataset["request"];
    if (name === undefined) return;
    const inList = button?.closest("[data-chooser]") ?? null;
    choice.toggle(name);
    show();
    // The list may have been made anew: the focus stays with the name.
    if (inList && !button?.isConnected) {
      [...inList.querySelectorAll<HTMLElement>("button.request-choice")].find((other) => other.dataset["request"] === name)?.focus();
    }
    onChange();
  });
  show();
}
