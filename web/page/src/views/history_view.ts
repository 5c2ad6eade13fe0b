// All runs that the store keeps: searched, marked, chosen for a comparison; of one scenario also the trend of its figures.

import { api } from "../api/client";
import { type Run } from "../api/types";
import { makeTrendChart } from "../charts/trend_chart";
import { freshId, h } from "../dom/element";
import { actionButton, columnHeads, debounced, emptyNote, failureBox, field, outcomePill, scrollRegion } from "../dom/parts";
import { marksOf, openMarking } from "../run/marking";
import { type Context, type View } from "../shell/context";
import { hashOf, navigate, rememberQuery } from "../shell/router";

const HEADS = [
  { text: "Compare", kind: "text" }, { text: "Result", kind: "text" }, { text: "Run", kind: "text" }, { text: "Started", kind: "text" },
  { text: "Duration" }, { text: "Requests" }, { text: "Failures" }, { text: "p95" }, { text: "" },
];
const FIGURES = [["duration", "Duration"], ["requests", "Requests"], ["failures", "Failures"], ["p95", "p95"]] as const;

/** Of a run whose answers came as streams. */
function streamHint(shown: Run["shown"]): HTMLElement[] {
  const ttft = shown["ttft_p95"] === undefined ? [] : [`first token p95 ${shown["ttft_p95"]}`];
  const rate = shown["tokens_per_second"] === undefined ? [] : [`${shown["tokens_per_second"].replace(" /s", "")} tokens/s`];
  const told = [...ttft, ...rate].join(", ");
  return told === "" ? [] : [h("span", { class: "hint" }, told)];
}

class HistoryPane {
  readonly element: HTMLElement;
  private readonly search;
  private readonly tag;
  private readonly name;
  private readonly names = h("datalist", { id: freshId("names") });
  private readonly rows = h("tbody", { class: "rows", role: "rowgroup" });
  private readonly table = scrollRegion("Runs", h("table", { class: "runs cards", role: "table" }, h("caption", {}, "Newest first. Tick two to hold them against each other."), columnHeads(HEADS), this.rows));
  private readonly told = h("div", { role: "status" });
  private readonly trend = h("section", { "aria-labelledby": "trend-title", hidden: true });
  private readonly compare = h("button", { type: "button", class: "main", disabled: true }, "Compare two runs");
  private readonly more;
  private chosen: Run[] = [];
  private oldest = "";
  private asked = 0;
  private trends = new AbortController();

  constructor(
    private readonly context: Context,
    query: URLSearchParams,
    private readonly signal: AbortSignal,
  ) {
    const start = (name: string): string => query.get(name) ?? "";
    this.search = field({ label: "Search", type: "search", placeholder: "name, target, note", value: start("search") });
    this.tag = field({ label: "Tag", value: start("tag") });
    this.name = field({ label: "Scenario", placeholder: "its name, for the trend", value: start("name") });
    this.name.input.setAttribute("list", this.names.id);
    this.more = actionButton("Show older runs", {}, () => this.load(this.oldest));
    const again = debounced(200, () => this.changed(), signal);
    for (const { input } of [this.search, this.tag, this.name]) input.addEventListener("input", again);
    this.compare.addEventListener("click", () => {
      const inTime = [...this.chosen].sort((a, b) => a.started_at.localeCompare(b.started_at));
      navigate(hashOf("compare", inTime.map(({ id }) => id)));
    });
    signal.addEventListener("abort", () => this.trends.abort());
    const form = h("form", { class: "filters", role: "search" }, this.search.element, this.tag.element, this.name.element, this.compare, this.names);
    form.addEventListener("submit", (event) => event.preventDefault());
    this.element = h("div", { class: "frame view" }, h("h1", {}, "History"), form, this.trend, this.told, this.table, this.more.element);
    this.changed();
  }

  private get query(): Record<string, string> {
    const { search, tag, name } = this;
    return { search: search.input.value.trim(), tag: tag.input.value.trim(), name: name.input.value.trim() };
  }

  private changed(): void {
    if (location.hash.startsWith("#/history")) rememberQuery("history", this.query);
    void this.load("");
    this.showTrend(this.query["name"] ?? "");
  }

  private async load(before: string): Promise<void> {
    this.asked += 1;
    const turn = this.asked;
    try {
      const { runs, more } = await api.runs({ ...this.query, limit: "50", before });
      if (turn !== this.asked || this.signal.aborted) return;
      const rows = runs.map((run) => this.row(run));
      this.offerNames(runs);
      if (before === "") this.rows.replaceChildren(...rows);
      else this.rows.append(...rows);
      this.oldest = runs[runs.length - 1]?.id ?? this.oldest;
      this.more.element.hidden = !more;
      const searched = Object.values(this.query).some((value) => value !== "");
      const none = runs.length === 0 && before === "";
      this.table.hidden = none;
      this.told.replaceChildren(...(!none ? [] : [searched
        ? emptyNote("No run is like that.")
        : emptyNote("No run yet. ", h("a", { href: hashOf("") }, "Start the first"), "; those of ", h("code", {}, "plimsoll run"), " are shown here too.")]));
    } catch (error) {
      if (turn !== this.asked || this.signal.aborted) return;
      this.table.hidden = true;
      this.more.element.hidden = true;
      this.told.replaceChildren(failureBox(error, () => this.changed()));
    }
  }

  private offerNames(runs: readonly Run[]): void {
    const known = new Set([...this.names.options].map(({ value }) => value));
    for (const { name } of runs) {
      if (name === "" || known.has(name)) continue;
      known.add(name);
      this.names.append(h("option", { value: name }));
    }
  }

  private row(run: Run): HTMLElement {
    const { shown } = run;
    const box = h("input", { type: "checkbox", "data-run": run.id, "aria-label": `Compare ${run.name} of ${shown["started_at"] ?? ""}` });
    box.checked = this.chosen.some(({ id }) => id === run.id);
    box.addEventListener("change", () => this.choose(run, box));
    const edit = h("button", { type: "button", class: "quiet", "aria-label": `Tags and note of ${run.name} of ${shown["started_at"] ?? ""}` }, "Edit");
    edit.addEventListener("click", () => openMarking(run, { onDone: (changed) => {
      if (changed) row.replaceWith(this.row(changed));
      else row.remove();
    } }));
    const outcome = run.state === "running" ? "running" : (run.outcome ?? "none");
    const name = h("button", { type: "button", class: "quiet trend-of", "aria-label": `Trend of ${run.name}` }, "Trend");
    name.addEventListener("click", () => {
      this.name.input.value = run.name;
      this.changed();
      this.name.input.focus();
    });
    const cell = { role: "cell" };
    const row = h("tr", { role: "row" },
      h("td", { ...cell, class: "text box" }, box),
      h("td", { ...cell, class: "text result" }, outcomePill(outcome, shown["outcome"] ?? outcome)),
      h("th", { scope: "row", role: "rowheader", class: "name" },
        h("a", { href: hashOf("runs", [run.id]) }, run.name === "" ? run.id : run.name), " ", ...marksOf(run),
        ...streamHint(shown),
        run.headline === "" ? null : h("span", { class: "hint" }, run.headline),
        run.note === "" ? null : h("span", { class: "run-note" }, run.note)),
      h("td", { ...cell, class: "text started" }, shown["started_at"] ?? ""),
      ...FIGURES.map(([key, title]) => h("td", { ...cell, "data-title": title }, shown[key] ?? "–")),
      h("td", { ...cell, class: "last" }, h("span", { class: "row-buttons" }, run.name === "" ? null : name, edit)));
    return row;
  }

  /** The two that were chosen last. */
  private choose(run: Run, box: HTMLInputElement): void {
    this.chosen = this.chosen.filter(({ id }) => id !== run.id);
    if (box.checked) this.chosen.push(run);
    const dropped = this.chosen.length > 2 ? this.chosen.shift() : undefined;
    if (dropped) {
      const other = this.rows.querySelector<HTMLInputElement>(`input[data-run="${CSS.escape(dropped.id)}"]`);
      if (other) other.checked = false;
    }
    this.compare.disabled = this.chosen.length !== 2;
  }

  private showTrend(name: string): void {
    this.trends.abort();
    this.trends = new AbortController();
    const { signal } = this.trends;
    this.trend.hidden = true;
    if (name === "") return;
    api.trend(name).then(
      ({ runs, figures }) => {
        if (signal.aborted || runs.length === 0) return;
        this.trend.hidden = false;
        if (runs.length === 1) {
          this.trend.replaceChildren(h("h2", { id: "trend-title" }, `Trend of ${name}`),
            emptyNote("One run of this name has ended. A trend begins with the second."));
          return;
        }
        const grid = h("div", { class: "small-figures" });
        this.trend.replaceChildren(h("h2", { id: "trend-title" }, `Trend of ${name}`),
          h("p", { class: "lead" }, "Each point is a run, the last one on the right; red where it did not pass. A click opens it."), grid);
        for (const figure of figures.filter(({ values }) => values.some((value) => value !== null))) {
          const at = h("div", { class: "place" });
          grid.append(h("figure", {}, h("figcaption", {}, h("h3", {}, figure.name)), at));
          const chart = makeTrendChart(at, { runs, figure, syncKey: "trend", open: (id) => navigate(hashOf("runs", [id])) }, this.context.palette);
          this.context.charts.add(chart);
          signal.addEventListener("abort", () => this.context.charts.remove(chart));
        }
      },
      // The table says what goes wrong.
      () => undefined,
    );
  }
}

export const historyView: View = (context, route, signal) => {
  context.setTitle("History");
  return new HistoryPane(context, route.query, signal).element;
};
