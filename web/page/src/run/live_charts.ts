// The charts of a report that grows: each is drawn by the report's own code, those in sight at once, the others while
// nothing else is to do; anew where numbers have changed and it can be seen. What the reader zoomed into, chose or stands on is
// carried over.

import { type Chart } from "../../../../reports/page/src/charts/chart";
import { drawReportChart } from "../../../../reports/page/src/report/report_charts";
import { isOfChosen, type RequestChoice } from "../../../../reports/page/src/report/request_choice";
import { type ReportData } from "../../../../reports/page/src/report/report_data";
import { type Context } from "../shell/context";

interface Place {
  chart: Chart | null;
  /** Which data it shows. */
  drawn: ReportData | null;
  visible: boolean;
}

const MARGIN = "240px";
const PATIENCE_MS = 1000;

function isInSight(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

export class LiveCharts {
  private readonly places = new Map<HTMLElement, Place>();
  private data: ReportData | null = null;
  private readonly observer = new IntersectionObserver((entries) => this.seen(entries), { rootMargin: MARGIN });

  constructor(
    private readonly context: Context,
    private readonly choice: RequestChoice,
  ) {}

  /** The root's places with these data; those that are gone are let go. */
  show(root: ParentNode, data: ReportData): void {
    this.data = data;
    const wanted = new Set(root.querySelectorAll<HTMLElement>("[data-chart]"));
    const first = this.places.size === 0;
    for (const [element, place] of this.places) {
      if (wanted.has(element)) continue;
      this.drop(element, place);
    }
    for (const element of wanted) {
      const known = this.places.get(element);
      const place = known ?? { chart: null, drawn: null, visible: true };
      if (!known) {
        this.places.set(element, place);
        this.observer.observe(element);
      }
      if (!first && (!known || place.visible)) this.draw(element, place);
    }
    // The verdict is painted before the first of them.
    if (first) requestAnimationFrame(() => setTimeout(() => this.drawNext()));
  }

  /** One at a time: whoever reads or scrolls meanwhile does not wait for all. */
  private drawNext(): void {
    const waiting = [...this.places].filter(([element, place]) => place.drawn === null && !element.matches(":active"));
    const next = waiting.find(([waits]) => isInSight(waits)) ?? waiting[0];
    if (!next) return;
    const [element, place] = next;
    const before = element.getBoundingClientRect();
    this.draw(element, place);
    // Whoever reads below it stays where he is; it has its height once it was drawn, which is queued by now.
    queueMicrotask(() => {
      const grown = element.offsetHeight - before.height;
      if (before.bottom <= 0 && Math.abs(grown) >= 1) scrollBy({ top: grown, behavior: "instant" });
    });
    const inSight = waiting.some(([other]) => other !== element && isInSight(other));
    if (inSight || typeof requestIdleCallback === "undefined") setTimeout(() => this.drawNext());
    else requestIdleCallback(() => this.drawNext(), { timeout: PATIENCE_MS });
  }

  /** As they are at first: all of the run, with the lines that the report shows. */
  reset(): void {
    for (const [element, place] of this.places) {
      if (place.chart) this.context.charts.remove(place.chart);
      place.chart = null;
      place.drawn = null;
      this.draw(element, place);
    }
  }

  /** Others are chosen: what is drawn of them is out of date. */
  choose(): void {
    for (const [element, place] of this.places) {
      if (!isOfChosen(element)) continue;
      place.drawn = null;
      this.draw(element, place);
    }
  }

  destroy(): void {
    for (const [element, place] of this.places) this.drop(element, place);
    this.observer.disconnect();
  }

  private drop(element: HTMLElement, place: Place): void {
    this.observer.unobserve(element);
    if (place.chart) this.context.charts.remove(place.chart);
    this.places.delete(element);
  }

  private seen(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const element = entry.target as HTMLElement;
      const place = this.places.get(element);
      if (!place) continue;
      place.visible = entry.isIntersecting;
      if (place.visible) this.draw(element, place);
    }
  }

  private draw(element: HTMLElement, place: Place): void {
    // One that is being dragged over is drawn the next time.
    if (!this.data || place.drawn === this.data || element.matches(":active")) return;
    const { charts, palette } = this.context;
    const before = place.chart?.view();
    // It keeps its height while one chart goes and the next comes, which is drawn when all else of this moment is done.
    element.style.minHeight = `${element.offsetHeight}px`;
    if (place.chart) charts.remove(place.chart);
    place.chart = drawReportChart(element, this.data, palette, this.choice.chosen());
    place.drawn = this.data;
    if (place.chart) charts.add(place.chart);
    if (before) place.chart?.restore(before);
    queueMicrotask(() => (element.style.minHeight = ""));
  }
}
