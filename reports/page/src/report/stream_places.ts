// Draws what belongs to token streams into the places that the report left for it.

import { type Chart } from "../charts/chart";
import { bytes, count, perSecond, share } from "../charts/format";
import { makeHistogramChart } from "../charts/histogram_chart";
import { type Limit } from "../charts/limits";
import { makeLoadChart } from "../charts/load_chart";
import { type ColorName, type Palette } from "../charts/palette";
import { makeProcessChart } from "../charts/process_chart";
import {
  makeGoodputChart,
  makeKeyedChart,
  makeOpenChart,
  makeSentChart,
  makeServingChart,
  makeTokensChart,
} from "../charts/stream_charts";
import { type RunFrame } from "../charts/timeline_charts";
import { type HistogramData, type MonitorData, type ReportData } from "./report_data";
import { type ByLoadData } from "./stream_data";

const MARKS: readonly ColorName[] = ["leaf", "plum", "amber"];

function drawHistogram(place: HTMLElement, label: string, noun: string, data: HistogramData | null, palette: Palette): Chart | null {
  if (!data) return null;
  const marks = data.marks.map((mark, i) => ({ label: mark.label, at: mark.ms, color: MARKS[i] ?? ("muted" as const) }));
  return makeHistogramChart(place, { label, noun, low: data.low_ms, high: data.high_ms, counts: data.counts, marks, height: 200 }, palette);
}

function drawByLoad(place: HTMLElement, data: ByLoadData | null, palette: Palette): Chart | null {
  if (!data) return null;
  return makeLoadChart(
    place,
    {
      label: "Goodput against load",
      load: data.load,
      level: data.by_users ? (value, more) => `${count(value, more)} users` : perSecond,
      format: perSecond,
      lines: [
        { label: "met every limit", values: data.good_per_second, color: "leaf" },
        { label: "all with an slo", values: data.all_per_second, color: "amber", dash: [6, 3] },
      ],
    },
    palette,
  );
}

function drawMemoryBeneath(place: HTMLElement, run: RunFrame, monitor: MonitorData | undefined, palette: Palette): Chart | null {
  const series = monitor?.memory[0];
  if (!monitor || !series) return null;
  const label = `Memory of ${monitor.name} beneath the streams`;
  const { t, values } = series;
  return makeProcessChart(place, run, { label, lineLabel: series.label, t, values, format: bytes, growing: false, wide: true }, palette);
}

/** Nothing where the place is none of streams, or the report has nothing for it. */
export function drawStreamChart(place: HTMLElement, run: RunFrame, report: ReportData, palette: Palette): Chart | null {
  const data = report.streams;
  if (!data) return null;
  const chart = place.dataset["chart"] ?? "";
  const limits: Limit[] = [...report.limits, ...data.goals].filter((limit) => limit.chart === chart);
  switch (chart) {
    case "stream-ttft":
      return makeKeyedChart(place, run, { label: "First token over time", lines: data.ttft, limits }, palette);
    case "stream-token":
      return makeKeyedChart(place, run, { label: "Time a token over time", lines: data.token, limits }, palette);
    case "stream-gap":
      return makeKeyedChart(place, run, { label: "Gaps between events over time", lines: data.gap, limits }, palette);
    case "stream-sent":
      return makeSentChart(place, run, data.ttft, data.ttft_from_sent, palette);
    case "stream-tokens":
      return makeTokensChart(place, run, data.over_time, limits, palette);
    case "stream-open":
      return makeOpenChart(place, run, data.over_time, palette);
    case "stream-goodput":
      return makeGoodputChart(place, run, data.over_time, limits, palette);
    case "stream-load":
      return drawByLoad(place, data.by_load, palette);
    case "serving-cache":
    case "serving-queue": {
      const isCache = chart === "serving-cache";
      const series = data.serving.filter((one) => one.chart === chart);
      const label = isCache ? "The server's cache over time" : "The server's queue over time";
      return makeServingChart(place, run, label, isCache ? share : count, series, palette);
    }
    case "stream-memory":
      return drawMemoryBeneath(place, run, report.monitors[Number(place.dataset["monitor"] ?? 0)], palette);
    case "stream-ttft-histogram":
      return drawHistogram(place, "Histogram of first tokens", "stream", data.ttft_histogram, palette);
    case "stream-token-histogram":
      return drawHistogram(place, "Histogram of times a token", "stream", data.token_histogram, palette);
    case "stream-gap-histogram":
      return drawHistogram(place, "Histogram of gaps between events", "gap", data.gap_histogram, palette);
    default:
      return null;
  }
}
