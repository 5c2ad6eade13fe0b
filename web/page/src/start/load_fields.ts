// The fields of a start: each knows its key in the request, and which finding is its own.

import { type Finding, type StartRequest } from "../api/types";
import { field, type FieldSpec } from "../dom/parts";
import { freshId, h } from "../dom/element";

interface Row extends FieldSpec {
  key: string;
  /** Paths and options that a finding may name. */
  places: readonly string[];
  model?: "users" | "rate";
}

const ROWS: readonly Row[] = [
  { key: "target", label: "Target", placeholder: "http://127.0.0.1:5000/predict", inputmode: "url", class: "wide", places: ["target", "target.url", "--target", "URL"] },
  { key: "users", label: "Users", placeholder: "1", inputmode: "numeric", places: ["load.users", "--users"], model: "users" },
  { key: "spawn_rate", label: "Spawn rate", placeholder: "1/s", hint: "started per second", places: ["load.spawn_rate", "--spawn-rate"], model: "users" },
  { key: "wait", label: "Wait", placeholder: "0s", hint: "like 1s..3s", places: ["load.wait", "--wait"], model: "users" },
  { key: "rate", label: "Rate", placeholder: "200/s", hint: "whatever became of those before", places: ["load.rate", "--rate"], model: "rate" },
  { key: "duration", label: "Duration", placeholder: "1m", hint: "like 90s, 5m, 8h", places: ["load.duration", "--duration"] },
];

const REQUEST_ROWS: readonly Row[] = [
  { key: "method", label: "Method", placeholder: "GET, or POST with a body", places: ["method", "--method"] },
  { key: "content_type", label: "Content type", placeholder: "application/json", places: ["content_type", "headers.content-type"] },
];

export type LoadModel = "users" | "rate";

export interface LoadFields {
  element: HTMLElement;
  /** With a scenario an empty field means what the scenario says. */
  tellDefaults(ofScenario: boolean): void;
  values(): StartRequest;
  /** Shows each finding at its field; what has none comes back. */
  refuse(findings: readonly Finding[]): Finding[];
}

function choiceOf(model: LoadModel, title: string, name: string, choose: () => void): HTMLElement {
  const id = freshId("model");
  const input = h("input", { type: "radio", name, id, value: model });
  input.checked = model === "users";
  input.addEventListener("change", choose);
  return h("span", { class: "choice" }, input, h("label", { for: id }, title));
}

export function makeLoadFields(): LoadFields {
  const made = [...ROWS, ...REQUEST_ROWS].map((row) => ({ ...row, field: field(row) }));
  const bodyId = freshId("body");
  const body = h("textarea", { id: bodyId, rows: "4", spellcheck: "false" });
  let model: LoadModel = "users";
  const choose = (chosen: LoadModel): void => {
    model = chosen;
    for (const { model: of, field: { element } } of made) element.hidden = of !== undefined && of !== chosen;
  };
  const group = freshId("load-model");
  const rowsOf = (...keys: string[]): HTMLElement[] => made.filter(({ key }) => keys.includes(key)).map(({ field: { element } }) => element);
  const request = h("details", { class: "request" }, h("summary", {}, "Method and body"),
    h("div", { class: "fields" }, ...rowsOf("method", "content_type")),
    h("div", { class: "field" }, h("label", { for: bodyId }, "Body"), body));
  const element = h("div", { class: "load-fields" },
    h("div", { class: "fields" }, ...rowsOf("target")),
    h("fieldset", { class: "models" }, h("legend", {}, "Load"),
      choiceOf("users", "Users that wait for their answers", group, () => choose("users")),
      choiceOf("rate", "Arrivals at a rate", group, () => choose("rate"))),
    h("div", { class: "fields close" }, ...rowsOf("users", "spawn_rate", "wait", "rate", "duration")),
    request);
  choose("users");
  return {
    element,
    tellDefaults: (ofScenario) => {
      for (const { field: { input }, placeholder } of made) input.placeholder = ofScenario ? "as in the scenario" : (placeholder ?? "");
      request.hidden = ofScenario;
    },
    values: () => {
      const values: StartRequest = {};
      for (const { key, model: of, field: { input, element } } of made) {
        const text = input.value.trim();
        if (text === "" || (of !== undefined && of !== model) || element.closest("details[hidden]")) continue;
        values[key] = key === "users" && /^\d+$/.test(text) ? Number(text) : text;
      }
      if (body.value.trim() !== "" && !request.hidden) values["body"] = body.value;
      return values;
    },
    refuse: (findings) => {
      let first: HTMLInputElement | null = null;
      const rest = findings.filter((finding) => {
        const own = made.find(({ places, key, field: { element } }) => !element.hidden && (places.includes(finding.place) || key === finding.place));
        own?.field.refuse(finding.message);
        first ??= own?.field.input ?? null;
        return own === undefined;
      });
      (first as HTMLInputElement | null)?.focus();
      return rest;
    },
  };
}
