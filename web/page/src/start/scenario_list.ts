// What to start: an address, or a scenario of the folders that the server was given. Radio buttons, which arrows move through.

import { api, messageOf } from "../api/client";
import { type ScenarioEntry } from "../api/types";
import { freshId, h } from "../dom/element";

export interface ScenarioList {
  element: HTMLElement;
}

function entryOf(group: string, checked: boolean, choose: () => void, ...words: (Node | string)[]): HTMLElement {
  const id = freshId("scenario");
  const input = h("input", { type: "radio", name: group, id });
  input.checked = checked;
  input.addEventListener("change", choose);
  return h("li", {}, input, h("label", { for: id }, ...words));
}

function wordsOf({ name, id, target, valid }: ScenarioEntry): Node[] {
  return [
    h("strong", {}, name === "" ? id : name),
    h("span", { class: "hint" }, valid ? `${id}${target === "" ? "" : `, ${target}`}` : `${id}, with findings`),
  ];
}

/** `choose` is told the id; null: an address. */
export function makeScenarioList(chosen: string | null, choose: (id: string | null) => void): ScenarioList {
  const group = freshId("scenarios");
  const list = h("ul", { class: "scenarios" });
  const told = h("p", { class: "hint", role: "status" });
  const address = entryOf(group, chosen === null, () => choose(null), h("strong", {}, "A URL"),
    h("span", { class: "hint" }, "one request, again and again"));
  list.append(address);
  api.scenarios().then(
    (scenarios) => {
      list.append(...scenarios.map((entry) => entryOf(group, entry.id === chosen, () => choose(entry.id), ...wordsOf(entry))));
      told.replaceChildren(...(scenarios.length > 0 ? [] : ["Scenarios of a folder are listed with ", h("code", {}, "plimsoll serve --scenarios FOLDER"), "."]));
    },
    (error: unknown) => (told.textContent = messageOf(error)),
  );
  return { element: h("fieldset", { class: "scenario-list" }, h("legend", {}, "What to run"), list, told) };
}
