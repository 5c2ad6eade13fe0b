// Finds the places that the report left for charts and draws into each what its data attribute asks for.

import { type Chart, type ChartGroup } from "../charts/chart";
import { type Format, bytes, cores, count, seconds } from "../charts/format";
import { makeHistogramChart } from "../charts/histogram_chart";
import { makeLoadStrip } from "../charts/load_strip";
import { type Mark, type Span } from "../charts/marks";
import { makeMemoryChart } from "../charts/memory_chart";
import { type ColorName, type Palette } from "../charts/palette";
import { makeProcessChart } from "../charts/process_chart";
import { makeStackChart } from "../charts/stack_chart";
import {
  type RunFrame,
  makePercentilesChart,
  makeSaturationChart,
  makeThroughputChart,
  makeUsersChart,
} from "../charts/timeline_charts";
import { type MonitorData, type ReportData } from "./report_data";

/** How a series is written, by its unit. */
function formatOf(unit: string): Format {
  if (unit === "bytes") return bytes;
  return unit === "cores" ? cores : unit === "s" ? seconds : count;
}

function grows(verdict: string): boolean {
  return verdict === "leaking" || verdict === "suspected";
}

/** The rests of a load, the first of them named. */
function restsOf(data: ReportData): Span[] {
  const rests: Span[] = [];
  if (data.rest_every_s <= 0 || data.rest_s <= 0) return rests;
  for (let end = data.rest_every_s; end - data.rest_s < data.duration_s; end += data.rest_every_s) {
    const label = rests.length === 0 ? "rest" : "";
    rests.push({ from: end - data.rest_s, to: Math.min(end, data.duration_s), label });
  }
  return rests;
}

/** Another version of the target ends what was before it, in every chart. */
function segmentsOf(data: ReportData): Mark[] {
  return data.segments.map(({ t, label }): Mark => ({ at: t, label, color: "plum", kind: "boundary" }));
}

function marksOf(data: ReportData): Mark[] {
  const events = data.monitors
    .flatMap(({ events }) => events)
    .map((event): Mark => ({ at: event.t, label: event.label, color: "muted", kind: "event" }));
  return [...segmentsOf(data), ...events].sort((a, b) => a.at - b.at);
}

function frameOf(data: ReportData): RunFrame {
  const loadEnd = data.duration_s;
  const to = Math.max(loadEnd + data.cooldown_s, 1);
  const warmup = data.warmup_s > 0 ? [{ from: 0, to: data.warmup_s, label: "warm-up" }] : [];
  const cooldown = data.cooldown_s > 0 ? [{ from: loadEnd, to, label: "cool-down" }] : [];
  return {
    from: 0,
    to,
    spans: [...warmup, ...restsOf(data), ...cooldown],
    marks: marksOf(data),
    syncKey: "run",
  };
}

function drawMemory(place: HTMLElement, run: RunFrame, monitor: MonitorData, palette: Palette) {
  const judged = monitor.memory.find((series) => series.name === monitor.judged) ?? monitor.memory[0];
  const unit = judged?.unit ?? "bytes";
  return makeMemoryChart(
    place,
    run,
    {
      label: `Memory of ${monitor.name} over time`,
      format: formatOf(unit),
      series: monitor.memory.filter((series) => series.unit === unit),
      judged: monitor.judged,
      stayed: monitor.stayed,
      growing: grows(monitor.verdict),
      onset: monitor.onset_s,
      model: monitor.model,
      events: monitor.events,
      loadBeneath: place.nextElementSibling?.matches("[data-chart=load]") ?? false,
    },
    palette,
  );
}

function drawProcesses(place: HTMLElement, run: RunFrame, monitor: MonitorData, palette: Palette) {
  if (!monitor.processes) return null;
  const label = `Memory by process of ${monitor.name} over time`;
  return makeStackChart(place, run, { label, format: bytes, ...monitor.processes }, palette);
}

function drawFurther(place: HTMLElement, run: RunFrame, monitor: MonitorData, palette: Palette) {
  const series = monitor.further.find((candidate) => candidate.name === place.dataset["series"]);
  if (!series) return null;
  const label = `${series.label} of ${monitor.name} over time`;
  const { t, values, verdict } = series;
  return makeProcessChart(
    place,
    run,
    { label, lineLabel: series.label, t, values, format: formatOf(series.unit), growing: grows(verdict) },
    palette,
  );
}

function drawHistogram(place: HTMLElement, data: ReportData, palette: Palette) {
  if (!data.histogram) return null;
  const colors: ColorName[] = ["leaf", "plum", "amber", "alarm"];
  return makeHistogramChart(
    place,
    {
      label: "Histogram of response times",
      low: data.histogram.low_ms,
      high: data.histogram.high_ms,
      counts: data.histogram.counts,
      marks: data.histogram.marks.map((mark, i) => ({ label: mark.label, at: mark.ms, color: colors[i] ?? "muted" })),
    },
    palette,
  );
}

/** Nothing where the data has nothing for the place. */
export function drawReportChart(place: HTMLElement, data: ReportData, palette: Palette): Chart | null {
  const run = frameOf(data);
  const limits = data.limits.filter(({ chart }) => chart === place.dataset["chart"]);
  const monitor = data.monitors[Number(place.dataset["monitor"] ?? 0)];
  switch (place.dataset["chart"]) {
    case "throughput":
      return makeThroughputChart(place, run, { ...data.timeline, limits }, palette);
    case "percentiles":
      return makePercentilesChart(place, run, { ...data.timeline, limits }, palette);
    case "users":
      return makeUsersChart(place, run, data.timeline, palette);
    case "saturation":
      return makeSaturationChart(place, run, data.timeline, palette);
    case "memory":
      return monitor ? drawMemory(place, run, monitor, palette) : null;
    case "load":
      return makeLoadStrip(place, run, { label: "Load beneath the memory", ...data.timeline }, palette);
    case "processes":
      return monitor ? drawProcesses(place, run, monitor, palette) : null;
    case "further":
      return monitor ? drawFurther(place, run, monitor, palette) : null;
    case "histogram":
      return drawHistogram(place, data, palette);
    default:
      return null;
  }
}

export function drawReportCharts(page: ParentNode, data: ReportData, palette: Palette, group: ChartGroup): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-chart]")) {
    const chart = drawReportChart(place, data, palette);
    if (chart) group.add(chart);
  }
}
