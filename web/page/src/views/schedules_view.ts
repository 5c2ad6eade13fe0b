// The soaks that come by themselves: when, what came of the last, pause, run now.

import { api, ApiError } from "../api/client";
import { type Schedule } from "../api/types";
import { h } from "../dom/element";
import { actionButton, columnHeads, emptyNote, failureBox, outcomePill, pause, scrollRegion } from "../dom/parts";
import { type View } from "../shell/context";
import { hashOf } from "../shell/router";

const REFRESH_MS = 15_000;
const HEADS = [
  { text: "Schedule", kind: "text" }, { text: "When", kind: "text" }, { text: "Next", kind: "text" }, { text: "Last verdict", kind: "text" }, { text: "" },
];

function lastOf({ last }: Schedule): (Node | string)[] {
  if (!last) return ["not yet run"];
  return [h("a", { href: hashOf("runs", [last.run]), class: "bare" }, outcomePill(last.outcome, last.outcome)), h("span", { class: "hint" }, last.headline)];
}

function nextOf({ paused, running, shown_next }: Schedule): (Node | string)[] {
  const next = paused ? "paused" : shown_next;
  if (!running) return [next];
  return [h("a", { href: hashOf("runs", [running]), class: "bare" }, outcomePill("running", "running")), h("span", { class: "hint" }, next)];
}

function rowOf(schedule: Schedule, changed: (said: string) => Promise<void>): HTMLElement {
  const { name, paused } = schedule;
  const hold = actionButton(paused ? "Resume" : "Pause", { "aria-label": `${paused ? "Resume" : "Pause"} ${name}` }, async () => {
    await api.pauseSchedule(name, !paused);
    await changed(`${name} is ${paused ? "resumed" : "paused"}.`);
  });
  const now = actionButton("Run now", { "aria-label": `Run ${name} now` }, async () => {
    await api.runSchedule(name);
    await changed(`${name} runs now.`);
  });
  const cell = (title: string, kind: string, ...children: (Node | string)[]): HTMLElement =>
    h("td", { role: "cell", class: kind, "data-title": title }, ...children);
  return h("tr", { role: "row" },
    h("th", { scope: "row", role: "rowheader", class: "name" }, name, h("span", { class: "hint" }, schedule.scenario)),
    cell("When", "text wrap", schedule.when),
    cell("Next", "text", ...nextOf(schedule)),
    cell("Last verdict", "text wrap", ...lastOf(schedule)),
    h("td", { role: "cell", class: "last" }, h("span", { class: "row-buttons" }, hold.element, now.element)));
}

export const schedulesView: View = (context, _route, signal) => {
  context.setTitle("Schedules");
  const rows = h("tbody", { class: "rows", role: "rowgroup" });
  const table = scrollRegion("Schedules", h("table", { class: "cards", role: "table" }, h("caption", {}, "Each soak is compared with its own history; a message comes where something changed."), columnHeads(HEADS), rows));
  const told = h("div", { role: "status" });
  table.hidden = true;
  let before = "";
  const load = async (): Promise<void> => {
    const schedules = await api.schedules();
    if (signal.aborted) return;
    // What has not changed stays as it is: a button keeps the focus.
    const now = JSON.stringify(schedules);
    if (now === before) return;
    before = now;
    const focused = document.activeElement?.getAttribute("aria-label");
    rows.replaceChildren(...schedules.map((schedule) => rowOf(schedule, changed)));
    if (focused && document.activeElement === document.body) {
      const again = focused.replace(/^(Pause|Resume) /, "");
      [...rows.querySelectorAll("button")].find((button) => (button.getAttribute("aria-label") ?? "").endsWith(again))?.focus();
    }
    table.hidden = schedules.length === 0;
    told.replaceChildren(...(schedules.length > 0 ? [] : [emptyNote(
      "No schedule yet. Add one in a terminal: ", h("code", {}, "plimsoll schedule add nightly --cron '0 2 * * *' soak.yaml"))]));
  };
  const changed = async (said: string): Promise<void> => {
    await load();
    context.announce(said);
  };
  const keep = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        if (!document.hidden) await load();
      } catch (error) {
        if (signal.aborted) return;
        table.hidden = true;
        before = "";
        if (error instanceof ApiError && error.status === 404) {
          told.replaceChildren(emptyNote("This server keeps no schedules."));
          return;
        }
        told.replaceChildren(failureBox(error, () => void load().catch(() => undefined)));
      }
      await pause(REFRESH_MS, signal);
    }
  };
  void keep();
  return h("div", { class: "frame view" }, h("h1", {}, "Schedules"), told, table);
};
