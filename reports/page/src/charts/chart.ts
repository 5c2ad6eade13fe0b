// What every chart is to the page that holds it, whichever way it is drawn.

export interface Chart {
  readonly element: HTMLElement;
  /** The height is a share of the chart's own. */
  resize(width: number, heightShare?: number): void;
  /** Draws again in the palette's present colours. */
  redraw(): void;
  destroy(): void;
}

/** Charts that live and die together: one place to resize them, recolour them and fit them to paper. */
export class ChartGroup {
  private readonly charts: Chart[] = [];
  private readonly observer = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const chart = this.charts.find((candidate) => candidate.element.parentElement === entry.target);
      if (chart && entry.contentRect.width > 0) chart.resize(entry.contentRect.width);
    }
  });

  add(chart: Chart): void {
    this.charts.push(chart);
    if (chart.element.parentElement) this.observer.observe(chart.element.parentElement);
  }

  redraw(): void {
    for (const chart of this.charts) chart.redraw();
  }

  resizeAll(widthOf: (chart: Chart) => number, heightShare: number): void {
    for (const chart of this.charts) chart.resize(widthOf(chart), heightShare);
  }

  fitToParents(): void {
    for (const chart of this.charts) {
      const width = chart.element.parentElement?.clientWidth ?? 0;
      if (width > 0) chart.resize(width);
    }
  }

  destroy(): void {
    this.observer.disconnect();
    for (const chart of this.charts) chart.destroy();
    this.charts.length = 0;
  }
}
