// Finds the places that the report left for charts and draws into each what its data attribute asks for.

import { type Chart, type ChartGroup } from "../charts/chart";
import { type Format, bytes, cores, count, perSecond, seconds } from "../charts/format";
import { makeHeatChart } from "../charts/heat_chart";
import { makeHistogramChart } from "../charts/histogram_chart";
import { makeLoadStrip } from "../charts/load_strip";
import { type Mark, type Span } from "../charts/marks";
import { makeMemoryChart } from "../charts/memory_chart";
import { type ColorName, type Palette } from "../charts/palette";
import { makeProcessChart } from "../charts/process_chart";
import { makeProbesChart, makeQualityChart } from "../charts/quality_charts";
import { makeEachFailuresChart, makeEachPercentilesChart, makeEachRateChart, type RequestValues } from "../charts/request_charts";
import { makeStackChart } from "../charts/stack_chart";
import {
  type RunFrame,
  makePercentilesChart,
  makeSaturationChart,
  makeThroughputChart,
  makeUsersChart,
} from "../charts/timeline_charts";
import { bindChoice, isOfChosen, RequestChoice } from "./request_choice";
import { drawStreamChart } from "./stream_places";
import { type MonitorData, type PercentileLineData, type PercentilesData, type ReportData, type RequestData } from "./report_data";

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
      noun: "request",
      low: data.histogram.low_ms,
      high: data.histogram.high_ms,
      counts: data.histogram.counts,
      marks: data.histogram.marks.map((mark, i) => ({ label: mark.label, at: mark.ms, color: colors[i] ?? "muted" })),
    },
    palette,
  );
}

function drawFailed(place: HTMLElement, run: RunFrame, data: ReportData, palette: Palette) {
  if (!data.failed) return null;
  const { t, kinds } = data.failed;
  const bands = kinds.map(({ kind, per_second }) => ({ label: kind, values: per_second }));
  const label = "Failures per second over time, by kind";
  return makeStackChart(place, run, { label, t, bands, format: perSecond, height: 180, alarming: true }, palette);
}

/** A request with the instants of its percentiles: the middles of their steps, the last of which may be shorter. */
function valuesOf(request: RequestData): RequestValues {
  const end = request.requests_per_second.length * request.step_s;
  const line = (key: keyof PercentilesData): PercentileLineData => {
    const { step_s, ms } = request.percentiles[key];
    return { step_s, ms, t: ms.map((_, i) => (i * step_s + Math.min((i + 1) * step_s, end)) / 2) };
  };
  return { ...request, percentiles: { p50: line("p50"), p95: line("p95"), p99: line("p99") } };
}

type EachChart = (place: HTMLElement, run: RunFrame, chosen: readonly RequestValues[], palette: Palette) => Chart;

function drawEach(make: EachChart, { place, run, data, palette, chosen }: Drawing) {
  const requests = chosen.flatMap((name) => data.requests.filter((request) => request.name === name).map(valuesOf));
  return requests.length > 0 ? make(place, run, requests, palette) : null;
}

function drawQuality(place: HTMLElement, run: RunFrame, data: ReportData, palette: Palette): Chart | null {
  const figure = place.dataset["series"] ?? "";
  const limits = data.limits.filter(({ chart }) => chart === `quality-${figure}`);
  const lines = data.quality.filter((line) => line.figure === figure);
  const label = place.closest("figure")?.querySelector("h3")?.textContent ?? "Quality over time";
  return makeQualityChart(place, run, { label, lines, limits }, palette);
}

interface Drawing {
  place: HTMLElement;
  run: RunFrame;
  data: ReportData;
  palette: Palette;
  chosen: readonly string[];
}

/** Of the requests by name those that are chosen. Nothing where the data has nothing for the place. */
export function drawReportChart(place: HTMLElement, data: ReportData, palette: Palette, chosen: readonly string[]): Chart | null {
  const run = frameOf(data);
  const limits = data.limits.filter(({ chart }) => chart === place.dataset["chart"]);
  const monitor = data.monitors[Number(place.dataset["monitor"] ?? 0)];
  const each: Drawing = { place, run, data, palette, chosen };
  switch (place.dataset["chart"]) {
    case "throughput":
      return makeThroughputChart(place, run, { ...data.timeline, limits }, palette);
    case "percentiles":
      return makePercentilesChart(place, run, { ...data.percentiles, limits }, palette);
    case "failed":
      return drawFailed(place, run, data, palette);
    case "heat":
      return data.heat ? makeHeatChart(place, run, { label: "Heat map of response times over time", ...data.heat }, palette) : null;
    case "each-rate":
      return drawEach(makeEachRateChart, each);
    case "each-failures":
      return drawEach(makeEachFailuresChart, each);
    case "each-percentiles":
      return drawEach(makeEachPercentilesChart, each);
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
    case "quality":
      return drawQuality(place, run, data, palette);
    case "probes":
      return data.probes ? makeProbesChart(place, run, data.probes, palette) : null;
    case "histogram":
      return drawHistogram(place, data, palette);
    default:
      return drawStreamChart(place, run, data, palette);
  }
}

export function drawReportCharts(page: ParentNode, data: ReportData, palette: Palette, group: ChartGroup): void {
  const choice = new RequestChoice(data.requests.map(({ name }) => name));
  const draw = (place: HTMLElement): Chart | null => {
    const chart = drawReportChart(place, data, palette, choice.chosen());
    if (chart) group.add(chart);
    return chart;
  };
  const each = new Map<HTMLElement, Chart | null>();
  for (const place of page.querySelectorAll<HTMLElement>("[data-chart]")) {
    const chart = draw(place);
    if (isOfChosen(place)) each.set(place, chart);
  }
  bindChoice(page, choice, () => {
    for (const [place, chart] of each) {
      if (chart) group.remove(chart);
      each.set(place, draw(place));
    }
  });
}
