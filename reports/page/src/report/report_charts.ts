// Finds the places that the report left for charts and draws into each what its data attribute asks for.

import { type ChartGroup } from "../charts/chart";
import { cores, count } from "../charts/format";
import { makeHistogramChart } from "../charts/histogram_chart";
import { makeMemoryChart } from "../charts/memory_chart";
import { type ColorName, type Palette } from "../charts/palette";
import { makeProcessChart } from "../charts/process_chart";
import { type RunFrame, makePercentilesChart, makeThroughputChart, makeUsersChart } from "../charts/timeline_charts";
import { type MonitorData, type ReportData } from "./report_data";

const PROCESS_FIGURES: Record<string, { name: string; format: (value: number) => string }> = {
  cpu_cores: { name: "CPU cores in use", format: cores },
  threads: { name: "threads", format: count },
  fds: { name: "open file descriptors", format: count },
};

function frameOf(data: ReportData): RunFrame {
  const loadEnd = data.duration_s;
  const to = Math.max(loadEnd + data.cooldown_s, 1);
  const warmup = data.warmup_s > 0 ? [{ from: 0, to: data.warmup_s, label: "warm-up" }] : [];
  const cooldown = data.cooldown_s > 0 ? [{ from: loadEnd, to, label: "cool-down" }] : [];
  return {
    from: 0,
    to,
    spans: [...warmup, ...cooldown],
    syncKey: "run",
  };
}

function drawMemory(place: HTMLElement, run: RunFrame, monitor: MonitorData, palette: Palette) {
  return makeMemoryChart(
    place,
    run,
    {
      label: `Memory of ${monitor.name} over time`,
      series: monitor.series.filter((series) => series.unit === "bytes"),
      judged: monitor.judged,
      stayed: monitor.stayed,
      growing: monitor.verdict === "leaking" || monitor.verdict === "suspected",
      onset: monitor.onset_s,
      model: monitor.model,
      events: monitor.events,
    },
    palette,
  );
}

function drawProcess(place: HTMLElement, run: RunFrame, monitor: MonitorData, palette: Palette) {
  const series = monitor.series.find((candidate) => candidate.name === place.dataset["series"]);
  const figure = PROCESS_FIGURES[place.dataset["series"] ?? ""];
  if (!series || !figure) return null;
  const label = `${figure.name} of ${monitor.name} over time`;
  return makeProcessChart(
    place,
    run,
    { label, lineLabel: figure.name, t: series.t, values: series.values, format: figure.format },
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

function drawOne(place: HTMLElement, data: ReportData, palette: Palette) {
  const run = frameOf(data);
  const monitor = data.monitors[Number(place.dataset["monitor"] ?? 0)];
  switch (place.dataset["chart"]) {
    case "throughput":
      return makeThroughputChart(place, run, data.timeline, palette);
    case "percentiles":
      return makePercentilesChart(place, run, data.timeline, palette);
    case "users":
      return makeUsersChart(place, run, data.timeline, palette);
    case "memory":
      return monitor ? drawMemory(place, run, monitor, palette) : null;
    case "process":
      return monitor ? drawProcess(place, run, monitor, palette) : null;
    case "histogram":
      return drawHistogram(place, data, palette);
    default:
      return null;
  }
}

export function drawReportCharts(page: Document, data: ReportData, palette: Palette, group: ChartGroup): void {
  for (const place of page.querySelectorAll<HTMLElement>("[data-chart]")) {
    const chart = drawOne(place, data, palette);
    if (chart) group.add(chart);
  }
}
