// The target's memory, with the judgement drawn as it was made: its floor points, its fitted curve, the leak's onset.

import { type Chart } from "./chart";
import { type Format } from "./format";
import { type Mark } from "./marks";
import { type ColorName, type Palette } from "./palette";
import { type Between, type Line, makeTimeChart } from "./time_chart";
import { type RunFrame } from "./timeline_charts";

export interface MemorySeries {
  name: string;
  label: string;
  t: readonly number[];
  values: readonly (number | null)[];
}

export interface MemoryModel {
  curves: readonly {
    label: string;
    t: readonly number[];
    bytes: readonly number[];
    band: { low: readonly number[]; high: readonly number[] } | null;
  }[];
  floor: { t: readonly number[]; bytes: readonly number[] };
}

export interface MemoryValues {
  label: string;
  format: Format;
  series: readonly MemorySeries[];
  /** The name of the series that was judged: it is shown, the others can be chosen. */
  judged: string;
  /** The processes that stayed, where only they were judged: the series is of the whole tree then. */
  stayed: { t: readonly number[]; values: readonly (number | null)[] } | null;
  growing: boolean;
  onset: number | null;
  model: MemoryModel | null;
  events: readonly { t: number; label: string }[];
  /** The load stands right beneath, and has the instants. */
  loadBeneath: boolean;
}

const LOOKS: readonly { color: ColorName; dash?: number[] }[] = [
  { color: "plum", dash: [8, 3] },
  { color: "leaf", dash: [5, 3] },
  { color: "amber", dash: [2, 3] },
  { color: "muted", dash: [10, 3, 2, 3] },
];

function linesOf(data: MemoryValues): Line[] {
  const judged = data.series.find((series) => series.name === data.judged) ?? data.series[0];
  const lines: Line[] = [];
  if (judged && data.stayed) {
    const { t, values } = judged;
    lines.push({ label: `${judged.label}, whole tree`, t, values, color: "sky", width: 1, dash: [3, 3], gaps: true });
    lines.push({ label: "of the processes that stayed", ...data.stayed, color: "sea", width: 1.5 });
  } else if (judged) {
    lines.push({ label: judged.label, t: judged.t, values: judged.values, color: "sea", width: 1.5, gaps: true });
  }
  for (const curve of data.model?.curves ?? []) {
    const color = data.growing ? "alarm" : "ink";
    lines.push({ label: curve.label, t: curve.t, values: curve.bytes, color, width: 2.5, dash: [10, 4] });
    for (const edge of curve.band ? [curve.band.high, curve.band.low] : []) {
      lines.push({ label: "", t: curve.t, values: edge, color, width: 0, partOf: curve.label });
    }
  }
  if (data.model && data.model.floor.t.length > 0) {
    const { t, bytes: values } = data.model.floor;
    lines.push({ label: "floor points", t, values, color: "ink", dots: true });
  }
  const others = data.series.filter((series) => series !== judged);
  others.forEach((series, i) => {
    const look = LOOKS[i % LOOKS.length] ?? { color: "muted" };
    lines.push({ label: series.label, t: series.t, values: series.values, width: 1.5, shown: false, gaps: true, ...look });
  });
  return lines;
}

/** The edges of a band stand behind each other: the upper one, then the lower one. */
function bandsOf(lines: readonly Line[]): Between[] {
  return lines.flatMap((line, i) =>
    line.partOf !== undefined && lines[i + 1]?.partOf === line.partOf
      ? [{ upper: i, lower: i + 1, color: line.color, density: 0.16 }]
      : [],
  );
}

export function makeMemoryChart(at: HTMLElement, run: RunFrame, data: MemoryValues, palette: Palette): Chart {
  const events = data.events.map((event): Mark => ({ at: event.t, label: event.label, color: "muted", kind: "event" }));
  const marks = [...run.marks.filter(({ kind }) => kind === "boundary"), ...events];
  if (data.onset !== null) marks.push({ at: data.onset, label: "growth begins", color: "alarm", kind: "boundary" });
  marks.sort((a, b) => a.at - b.at);
  const lines = linesOf(data);
  return makeTimeChart(
    at,
    {
      ...run,
      label: data.label,
      format: data.format,
      fromZero: false,
      height: data.loadBeneath ? 300 : 320,
      withoutInstants: data.loadBeneath,
      lines,
      between: bandsOf(lines),
      marks,
    },
    palette,
  );
}
