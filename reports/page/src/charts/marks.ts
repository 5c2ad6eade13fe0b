// What is drawn on a time chart beside its lines: shaded spans (the warm-up) and instants (a leak's onset, a restart).

import uPlot from "uplot";

import { type ColorName, type Palette } from "./palette";
import { SCALE } from "./scale";

export interface Span {
  from: number;
  to: number;
  label: string;
}

export interface Mark {
  at: number;
  label: string;
  color: ColorName;
  /** An event is a small triangle with a thin line; a boundary is a bold dashed line. */
  kind: "event" | "boundary";
}

function hatch(u: uPlot, palette: Palette, left: number, width: number): void {
  const { ctx, bbox } = u;
  const step = 7 * uPlot.pxRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.fillStyle = palette.faint("shade", 0.1);
  ctx.fillRect(left, bbox.top, width, bbox.height);
  ctx.strokeStyle = palette.faint("shade", 0.3);
  ctx.lineWidth = uPlot.pxRatio;
  ctx.beginPath();
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

/** Writes labels that never lie on each other: one that would is left to the tables. */
class Labels {
  private readonly taken: [number, number][] = [];

  constructor(
    private readonly u: uPlot,
    private readonly palette: Palette,
  ) {}

  write(text: string, from: number, color: ColorName): void {
    const { ctx, bbox } = this.u;
    const ratio = uPlot.pxRatio * SCALE;
    const size = 11 * ratio;
    ctx.font = `600 ${size}px ${this.palette.font}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    const width = ctx.measureText(text).width;
    const right = bbox.left + bbox.width;
    const x = from + width > right ? Math.max(bbox.left, from - width - 16 * ratio) : from;
    if (text === "" || this.taken.some(([begin, end]) => x < end && x + width > begin)) return;
    this.taken.push([x - 8 * ratio, x + width + 8 * ratio]);
    const y = bbox.top + 4 * ratio;
    const pad = 3 * ratio;
    ctx.fillStyle = this.palette.faint("paper", 0.85);
    ctx.fillRect(x - pad, y - pad, width + 2 * pad, size + 2 * pad);
    ctx.fillStyle = this.palette.color(color);
    ctx.fillText(text, x, y);
  }
}

function drawMark(u: uPlot, palette: Palette, mark: Mark, x: number): void {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio * SCALE;
  const boundary = mark.kind === "boundary";
  ctx.strokeStyle = palette.color(mark.color);
  ctx.lineWidth = (boundary ? 1.5 : 1) * ratio;
  ctx.setLineDash((boundary ? [6, 4] : [2, 3]).map((length) => length * ratio));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  if (boundary) return;
  ctx.fillStyle = palette.color(mark.color);
  ctx.beginPath();
  ctx.moveTo(x - 5 * ratio, bbox.top);
  ctx.lineTo(x + 5 * ratio, bbox.top);
  ctx.lineTo(x, bbox.top + 8 * ratio);
  ctx.fill();
}

export function marksPlugin(spans: readonly Span[], marks: readonly Mark[], palette: Palette): uPlot.Plugin {
  const inView = (u: uPlot, x: number): boolean => x >= u.bbox.left - 1 && x <= u.bbox.left + u.bbox.width + 1;
  const below = (u: uPlot): void => {
    for (const span of spans) {
      const left = Math.max(u.bbox.left, u.valToPos(span.from, "x", true));
      const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(span.to, "x", true));
      if (right > left) hatch(u, palette, left, right - left);
    }
  };
  const above = (u: uPlot): void => {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio * SCALE;
    ctx.save();
    const labels = new Labels(u, palette);
    const shown = marks.map((mark) => ({ mark, x: u.valToPos(mark.at, "x", true) })).filter(({ x }) => inView(u, x));
    for (const { mark, x } of shown) drawMark(u, palette, mark, x);
    const labelMarks = (kind: Mark["kind"]): void => {
      for (const { mark, x } of shown) if (mark.kind === kind) labels.write(mark.label, x + 8 * ratio, mark.color);
    };
    labelMarks("boundary");
    for (const span of spans) {
      const left = Math.max(bbox.left, u.valToPos(span.from, "x", true));
      const right = Math.min(bbox.left + bbox.width, u.valToPos(span.to, "x", true));
      if (right - left > 24 * ratio) labels.write(span.label, left + 6 * ratio, "muted");
    }
    labelMarks("event");
    ctx.restore();
  };
  return { hooks: { drawAxes: below, draw: above } };
}
