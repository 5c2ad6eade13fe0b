// What every chart is to the page that holds it, whichever way it is drawn.

/** What a reader made of a chart: it outlives the chart where newer numbers are drawn in its place. */
export interface ChartView {
  /** The stretch of time that was zoomed into; null: all of it. */
  zoom: readonly [number, number] | null;
  /** Which lines are shown, by label. */
  shown: ReadonlyMap<string, boolean>;
  /** Where the cursor stands on the horizontal axis. */
  cursor: number | null;
  focused: boolean;
}

export interface Chart {
  readonly element: HTMLElement;
  /** The height is a share of the chart's own. */
  resize(width: number, heightShare?: number): void;
  /** Draws again in the palette's present colours. */
  redraw(): void;
  view(): ChartView;
  /** Shows itself as another chart of the same place was shown. */
  restore(view: ChartView): void;
  destroy(): void;
}

/** Charts of one page: one place to resize them, recolour them and fit them to paper. */
export class ChartGroup {
  private readonly widths = new Map<Chart, number>();
  private readonly observer = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const chart = [...this.widths.keys()].find((candidate) => candidate.element.parentElement === entry.target);
      if (chart) this.fit(chart, entry.contentRect.width);
    }
  });

  add(chart: Chart): void {
    const parent = chart.element.parentElement;
    this.widths.set(chart, parent?.clientWidth ?? 0);
    if (parent) this.observer.observe(parent);
  }

  remove(chart: Chart): void {
    if (chart.element.parentElement) this.observer.unobserve(chart.element.parentElement);
    this.widths.delete(chart);
    chart.destroy();
    chart.element.remove();
  }

  redraw(): void {
    for (const chart of this.widths.keys()) chart.redraw();
  }

  resizeAll(widthOf: (chart: Chart) => number, heightShare: number): void {
    for (const chart of this.widths.keys()) {
      this.widths.set(chart, widthOf(chart));
      chart.resize(widthOf(chart), heightShare);
    }
  }

  fitToParents(): void {
    for (const chart of this.widths.keys()) {
      this.widths.set(chart, 0);
      this.fit(chart, chart.element.parentElement?.clientWidth ?? 0);
    }
  }

  private fit(chart: Chart, width: number): void {
    const whole = Math.floor(width);
    if (whole <= 0 || this.widths.get(chart) === whole) return;
    this.widths.set(chart, whole);
    chart.resize(whole);
  }
}
