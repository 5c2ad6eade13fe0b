// Changes a run while it goes on: users or rate of each load, pause, stop.

import { api, messageOf } from "../api/client";
import { type Live, type Load, type RunChange } from "../api/types";
import { actionButton, type Field, field } from "../dom/parts";
import { h } from "../dom/element";

export interface Steering {
  element: HTMLElement;
  show(live: Live): void;
}

interface LoadForm {
  element: HTMLElement;
  show(load: Load): void;
}

/** "200/s" and "200" are the same rate. */
function numberIn(text: string): number | null {
  const number = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*s)?\s*$/.exec(text)?.[1];
  return number === undefined ? null : Number(number);
}

function makeLoadForm(id: string, load: Load, several: boolean, done: (text: string) => void): LoadForm {
  const closed = load.model === "closed";
  const title = closed ? "Users" : "Rate";
  const level: Field = field({
    label: several && load.name !== "" ? `${title} of ${load.name}` : title,
    inputmode: "decimal",
    class: "short",
  });
  const button = h("button", { type: "submit" }, "Change");
  let written = "";
  const form = h("form", { class: "load-form" }, level.element, button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = numberIn(level.input.value);
    if (number === null) return level.refuse(closed ? "A number of users, like 50" : "Requests per second, like 200");
    const change: RunChange = closed ? { users: number } : { rate: number };
    if (load.name !== "") change.load = load.name;
    button.disabled = true;
    api.change(id, change).then(
      () => {
        written = level.input.value;
        done(`${title} changed to ${level.input.value}.`);
      },
      (error: unknown) => level.refuse(messageOf(error)),
    ).finally(() => (button.disabled = false));
    return undefined;
  });
  return {
    element: form,
    // What is being written there is the reader's.
    show: (now) => {
      const text = String((closed ? now.users : now.rate) ?? "");
      const untouched = level.input.value === written && document.activeElement !== level.input;
      if (!untouched || text === written) return;
      level.input.value = text;
      written = text;
    },
  };
}

export function makeSteering(id: string, announce: (text: string) => void): Steering {
  let paused = false;
  const pause = actionButton("Pause", {}, async () => {
    await api.change(id, { paused: !paused });
    announce(paused ? "Resumed." : "Paused.");
  });
  const stop = actionButton("Stop", { class: "grave" }, async () => {
    await api.stop(id);
    announce("The run is being stopped.");
  });
  const forms = h("div", { class: "load-forms" });
  let shown = new Map<string, LoadForm>();
  return {
    element: h("div", { class: "steering", role: "group", "aria-label": "Change the run" }, forms, pause.element, stop.element),
    show: (live) => {
      paused = live.paused;
      pause.button.textContent = paused ? "Resume" : "Pause";
      if (live.stopping) for (const button of [pause.button, stop.button]) button.disabled = true;
      const names = live.loads.map(({ name, model }) => `${name} ${model}`);
      if (names.join() !== [...shown.keys()].join()) {
        shown = new Map(live.loads.map((load, i) => [names[i] ?? "", makeLoadForm(id, load, live.loads.length > 1, announce)]));
        forms.replaceChildren(...[...shown.values()].map(({ element }) => element));
      }
      live.loads.forEach((load, i) => shown.get(names[i] ?? "")?.show(load));
    },
  };
}
