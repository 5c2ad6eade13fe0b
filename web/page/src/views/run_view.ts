// A run, while it goes on and afterwards: a bar of live figures over its report so far.

import { api, ApiError } from "../api/client";
import { followRun } from "../api/follow";
import { sharePage } from "../api/shared_page";
import { type Live, type Run, type RunPage } from "../api/types";
import { h } from "../dom/element";
import { actionButton, debounced, failureBox } from "../dom/parts";
import { makeDownloads } from "../run/downloads";
import { makeLiveBar } from "../run/live_bar";
import { type LiveLog, makeLiveLog } from "../run/live_log";
import { marksOf, openMarking } from "../run/marking";
import { makeReportBody } from "../run/report_body";
import { makeSteering } from "../run/steering";
import { type Context, type View } from "../shell/context";
import { hashOf, navigate } from "../shell/router";

// A report of a long run with many names takes its time: then it is asked for less often.
const FIRST_PAUSE_MS = 2000;
const LEAST_PAUSE_MS = 4000;
const MOST_PAUSE_MS = 60_000;
const PAUSE_FOR_COST = 10;
const YOUNG_S = 30;
const AFTER_FAILURE_MS = 5000;

class RunPane {
  readonly element: HTMLElement;
  private readonly bar = makeLiveBar();
  private readonly steering;
  private readonly report;
  private readonly downloads = makeDownloads();
  private readonly head = h("div", { class: "run-title" });
  private readonly waiting = h("h1", { class: "waiting" }, "Asking for the run…");
  private readonly place = h("div", { class: "frame" }, this.waiting);
  private readonly lead = h("div", { class: "live-place" });
  private readonly control = h("div", { class: "frame" });
  private readonly tools: HTMLElement;
  private readonly search = h("input", { type: "search", "aria-label": "Search requests", placeholder: "Search requests",
    autocomplete: "off" });
  private readonly noneLeft = h("p", { class: "hint", role: "status" });
  private readonly following = new AbortController();
  /** Asked for at once with the run itself. */
  private first: Promise<RunPage | null> | null;
  private shown = 0;
  private run: Run | null = null;
  private latest: Live | null = null;
  private log: LiveLog | null = null;
  private drawing = false;

  constructor(
    private readonly id: string,
    private readonly context: Context,
    private readonly signal: AbortSignal,
  ) {
    this.first = api.page(id, signal);
    this.steering = makeSteering(id, context.announce);
    this.report = makeReportBody(id, context, signal);
    this.tools = this.makeTools();
    this.element = h("div", { class: "run" }, h("div", { class: "frame run-head" }, this.head, this.tools), this.lead, this.control,
      this.place, this.report.element);
    this.watchHeight();
    signal.addEventListener("abort", () => this.following.abort());
    this.first.catch(() => (this.first = null));
    void this.open();
  }

  private makeTools(): HTMLElement {
    const find = debounced(120, () => {
      this.noneLeft.textContent = this.report.filter(this.search.value) ? "" : "No request has that in its name.";
    }, this.signal);
    this.search.addEventListener("input", find);
    const reset = h("button", { type: "button", click: () => {
      this.search.value = "";
      this.noneLeft.textContent = "";
      this.report.resetView();
      this.context.announce("The view is reset.");
    } }, "Reset view");
    const mark = h("button", { type: "button", click: () => {
      if (this.run) openMarking(this.run, { onDone: (run) => (run ? this.take(run) : navigate(hashOf("history"))) });
    } }, "Tags and note");
    const again = actionButton("Start again", {}, async () => {
      const { id } = await api.again(this.id);
      navigate(hashOf("runs", [id]));
    });
    return h("div", { class: "tools", role: "group", "aria-label": "The view", hidden: true },
      this.search, this.noneLeft, reset, mark, again.element, this.downloads.element);
  }

  /** The contents of the report stop beneath the bar. */
  private watchHeight(): void {
    const observer = new ResizeObserver(() => {
      const sticks = getComputedStyle(this.lead).position === "sticky";
      document.documentElement.style.setProperty("--bar", `${sticks ? this.lead.offsetHeight : 0}px`);
    });
    observer.observe(this.lead);
    this.signal.addEventListener("abort", () => observer.disconnect());
  }

  private async open(): Promise<void> {
    try {
      this.take(await api.run(this.id));
    } catch (error) {
      if (this.signal.aborted) return;
      if (error instanceof ApiError && error.status === 404) {
        this.waiting.textContent = "There is no such run.";
        this.context.setTitle("No such run");
        return;
      }
      this.place.replaceChildren(failureBox(error, () => {
        this.place.replaceChildren(this.waiting);
        void this.open();
      }));
      return;
    }
    await this.keepReport();
  }

  private take(run: Run): void {
    this.run = run;
    this.tools.hidden = false;
    this.downloads.show(run, (run.shown["memory"] ?? run.live?.shown["memory"] ?? "") !== "");
    this.head.replaceChildren(
      h("p", { class: "run-name" }, h("strong", {}, run.name === "" ? run.id : run.name), h("span", {}, run.target),
        ...marksOf(run)),
      ...(run.note === "" ? [] : [h("p", { class: "note" }, run.note)]));
    if (run.state === "running") this.steer(run.can_control);
    else this.leaveAlone(run.state);
    if (run.live) this.live(run.live);
    // Its verdict is known before its report is here.
    if (run.state !== "running" && run.headline !== "") this.waiting.textContent = run.headline;
    this.tellTitle();
  }

  /** A run that has just begun may not be reachable yet: it is asked again with each report. */
  private steer(possible: boolean): void {
    if (this.bar.element.isConnected) return;
    if (!possible) {
      this.control.replaceChildren(h("p", { class: "message" },
        "This run goes on, and cannot be followed or steered from here. Its report is made anew every few seconds."));
      return;
    }
    this.lead.replaceChildren(h("div", { class: "frame" }, this.bar.element));
    this.control.replaceChildren(this.steering.element);
    this.log ??= makeLiveLog(this.id, this.report.element, this.following.signal);
    followRun(this.id, (news) => {
      if (this.signal.aborted) return;
      if (news.kind === "second") this.live(news.live);
      else if (news.kind === "end") void this.ended();
      this.bar.tellConnection(news.kind !== "gone");
    }, this.following.signal);
  }

  private leaveAlone(state: Run["state"]): void {
    this.following.abort();
    this.lead.replaceChildren();
    this.control.replaceChildren(...(state === "cut off"
      ? [h("p", { class: "message" }, "This run was cut off: its program ended without a word. What it had written until then is here.")]
      : []));
  }

  private tellTitle(): void {
    if (!this.run) return;
    const word = this.latest && this.run.state === "running" ? (this.latest.shown["elapsed"] ?? "") : (this.run.shown["outcome"] ?? "");
    this.context.setTitle([word, this.run.name].filter((text) => text !== "").join(": "));
  }

  /** Many may come at once after a while away: the last one counts. */
  private live(live: Live): void {
    if (this.latest?.headline !== live.headline) this.context.announce(live.headline);
    this.latest = live;
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      if (!this.latest || this.signal.aborted) return;
      this.bar.show(this.latest);
      this.steering.show(this.latest);
      if (this.waiting.isConnected) this.waiting.textContent = this.latest.headline;
      this.tellTitle();
    });
  }

  private async ended(): Promise<void> {
    try {
      const run = await api.run(this.id);
      if (this.signal.aborted) return;
      this.latest = null;
      this.take(run);
      this.context.announce(`The run has ended. ${run.headline}`);
    } catch {
      // The report, which goes on being asked for, tells it too.
    }
  }

  private showReport(page: RunPage): void {
    this.shown = page.number;
    this.report.show(page);
    if (page.state === "running") this.log?.show();
    if (this.waiting.isConnected) this.place.replaceChildren();
    if (this.run) this.downloads.show(this.run, page.data.monitors.length > 0);
  }

  private async keepReport(): Promise<void> {
    const shared = sharePage(this.id, this.signal);
    let given: RunPage | null = null;
    let asked = this.first;
    this.first = null;
    let rest = LEAST_PAUSE_MS;
    while (!this.signal.aborted) {
      try {
        const begun = performance.now();
        const page: RunPage | null = given ?? (await (asked ?? api.page(this.id, this.signal, this.shown)));
        asked = null;
        if (page) {
          if (!given) shared.tell(page);
          this.showReport(page);
          if (page.state !== "running") {
            if (this.run?.state === "running") await this.ended();
            return;
          }
          if (!given) rest = Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, PAUSE_FOR_COST * (performance.now() - begun)));
          if (page.data.duration_s < YOUNG_S) rest = FIRST_PAUSE_MS;
        }
        if (this.run && !this.bar.element.isConnected) this.take(await api.run(this.id));
      } catch (error) {
        if (this.signal.aborted) return;
        rest = AFTER_FAILURE_MS;
        asked = null;
        const lost = error instanceof ApiError && error.status === 0;
        if (lost) this.bar.tellConnection(false);
        else if (this.waiting.isConnected && this.run?.state !== "running") {
          this.place.replaceChildren(failureBox(error, () => void this.keepReport()));
          return;
        }
      }
      given = await shared.heard(rest);
    }
  }
}

export const runView: View = (context, route, signal) => {
  context.setTitle("Run");
  return new RunPane(route.parts[0] ?? "", context, signal).element;
};
