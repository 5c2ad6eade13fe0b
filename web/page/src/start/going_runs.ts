// The runs that go on, wherever they were started: one click from the start.

import { api } from "../api/client";
import { h } from "../dom/element";
import { outcomePill, pause } from "../dom/parts";
import { hashOf } from "../shell/router";

const REFRESH_MS = 10_000;

export function makeGoingRuns(signal: AbortSignal): HTMLElement {
  const list = h("ul");
  const element = h("section", { class: "going", "aria-labelledby": "going-title", hidden: true },
    h("h2", { id: "going-title" }, "Going on now"), list);
  const load = async (): Promise<void> => {
    const { runs } = await api.runs({ limit: "20" });
    const going = runs.filter(({ state }) => state === "running");
    element.hidden = going.length === 0;
    const wanted = going.map(({ id }) => id).join();
    if (list.dataset["runs"] === wanted) return;
    list.dataset["runs"] = wanted;
    list.replaceChildren(...going.map(({ id, name, target, shown }) =>
      h("li", {}, outcomePill("running", "Running"), h("a", { href: hashOf("runs", [id]) }, name === "" ? id : name),
        h("span", { class: "hint" }, [target, shown["started_at"] ?? ""].filter((text) => text !== "").join(", since ")))));
  };
  const keep = async (): Promise<void> => {
    while (!signal.aborted) {
      if (!document.hidden) await load().catch(() => undefined);
      await pause(REFRESH_MS, signal);
    }
  };
  void keep();
  return element;
}
