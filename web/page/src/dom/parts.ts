// Small parts that several views have: a field with its label, a message, an outcome, a button that asks the server.

import { messageOf } from "../api/client";
import { type Child, freshId, h } from "./element";

export interface Field {
  element: HTMLElement;
  input: HTMLInputElement;
  /** Shows what is wrong with it; null: nothing. */
  refuse(message: string | null): void;
}

export interface FieldSpec {
  label: string;
  /** Said below it. */
  hint?: string;
  placeholder?: string;
  type?: string;
  inputmode?: string;
  value?: string;
  class?: string;
}

export function field(spec: FieldSpec): Field {
  const id = freshId("field");
  const hint = spec.hint ? h("p", { class: "hint", id: `${id}-hint` }, spec.hint) : null;
  const error = h("p", { class: "refusal", id: `${id}-error`, hidden: true });
  const input = h("input", {
    id,
    type: spec.type ?? "text",
    ...(spec.placeholder ? { placeholder: spec.placeholder } : {}),
    ...(spec.inputmode ? { inputmode: spec.inputmode } : {}),
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${hint ? `${hint.id} ` : ""}${error.id}`,
  });
  input.value = spec.value ?? "";
  const refuse = (message: string | null): void => {
    error.hidden = message === null;
    error.textContent = message ?? "";
    if (message === null) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  };
  input.addEventListener("input", () => refuse(null));
  return {
    element: h("div", { class: `field ${spec.class ?? ""}`.trim() }, h("label", { for: id }, spec.label), input, hint, error),
    input,
    refuse,
  };
}

/** A message that a screen reader says at once. */
export function alertBox(text: string, ...more: Child[]): HTMLElement {
  return h("div", { class: "message refused", role: "alert" }, h("p", {}, text), ...more);
}

export function emptyNote(...children: Child[]): HTMLElement {
  return h("p", { class: "lead" }, ...children);
}

/** The word in its colour; what is not judged yet has that of the water. */
export function outcomePill(outcome: string, word: string): HTMLElement {
  return h("span", { class: "pill", "data-outcome": outcome }, word);
}

/** Cannot be pressed again until it is done; what goes wrong is said beside it. */
export function actionButton(
  title: Child,
  attributes: Record<string, string>,
  act: () => Promise<unknown>,
): { element: HTMLElement; button: HTMLButtonElement } {
  const said = h("span", { class: "refusal", role: "alert" });
  const button = h("button", { type: "button", ...attributes }, title);
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = "";
    act()
      .catch((error: unknown) => (said.textContent = messageOf(error)))
      .finally(() => (button.disabled = false));
  });
  return { element: h("span", { class: "action" }, button, said), button };
}

/** Tells of an answer that did not come, and asks again on demand. */
export function failureBox(error: unknown, again: () => void): HTMLElement {
  return alertBox(messageOf(error), h("button", { type: "button", click: again }, "Try again"));
}

/** A table wider than the page scrolls by itself, by keyboard too. */
export function scrollRegion(label: string, table: HTMLElement): HTMLElement {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

export function columnHeads(titles: readonly { text: string; kind?: string }[]): HTMLElement {
  return h("thead", {}, h("tr", {}, ...titles.map(({ text, kind }) => h("th", { scope: "col", ...(kind ? { class: kind } : {}) }, text))));
}

/** Waits, but no longer than the view lives. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    }, { once: true });
  });
}

/** Calls at most once within so many milliseconds of quiet. */
export function debounced(ms: number, act: () => void, signal: AbortSignal): () => void {
  let timer = 0;
  signal.addEventListener("abort", () => clearTimeout(timer));
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
}
