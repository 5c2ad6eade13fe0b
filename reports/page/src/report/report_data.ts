// The shape of the JSON that the report carries for its charts. Times are seconds from the start of the load.

import { type StreamsData } from "./stream_data";

export interface TimelineData {
  t: number[];
  requests_per_second: (number | null)[];
  failures_per_second: (number | null)[];
  active_users: (number | null)[];
  in_flight: (number | null)[];
  late_per_second: (number | null)[];
  dropped_per_second: (number | null)[];
}

/** Failures a second by kind. */
export interface FailedData {
  t: number[];
  kinds: { kind: string; per_second: (number | null)[] }[];
}

export interface PercentileLineData {
  step_s: number;
  t: number[];
  ms: (number | null)[];
}

export interface PercentilesData {
  p50: PercentileLineData;
  p95: PercentileLineData;
  p99: PercentileLineData;
}

export interface HeatData {
  step_s: number;
  bounds_ms: number[];
  columns: number[][];
}

export interface RequestData {
  name: string;
  step_s: number;
  requests_per_second: (number | null)[];
  failures_per_second?: (number | null)[];
  /** By steps of their own, whole multiples of step_s. */
  percentiles: Record<keyof PercentilesData, Omit<PercentileLineData, "t">>;
}

export interface SeriesData {
  name: string;
  label: string;
  unit: string;
  /** How it was judged; "" where it was not. */
  verdict: string;
  t: number[];
  values: (number | null)[];
}

export interface CurveData {
  label: string;
  t: number[];
  bytes: number[];
  /** Where the fit may lie by the interval of its pace. */
  band: { low: number[]; high: number[] } | null;
}

export interface ModelData {
  shape: string;
  curves: CurveData[];
  floor: { t: number[]; bytes: number[] };
}

export interface ProcessesData {
  t: number[];
  bands: { label: string; values: (number | null)[] }[];
}

export interface MonitorData {
  name: string;
  judged: string;
  verdict: string;
  onset_s: number | null;
  stayed: { t: number[]; values: (number | null)[] } | null;
  model: ModelData | null;
  /** The judged one first. */
  memory: SeriesData[];
  further: SeriesData[];
  processes: ProcessesData | null;
  events: { t: number; label: string }[];
}

export interface HistogramData {
  low_ms: number[];
  high_ms: number[];
  counts: number[];
  marks: { label: string; ms: number }[];
}

/** A figure of quality of one request; each point is of step_s. */
export interface QualityLineData {
  figure: string;
  request: string;
  step_s: number;
  t: number[];
  values: (number | null)[];
}

/** Of answers to rows that are asked again and again the share that changed. */
export interface ProbesData {
  t: number[];
  share: (number | null)[];
}

export interface LimitData {
  /** The chart that it belongs to. */
  chart: string;
  label: string;
  value: number;
  /** Whether it held; null: nothing is judged by it. */
  ok: boolean | null;
}

export interface ReportData {
  duration_s: number;
  warmup_s: number;
  /** After the load: memory alone goes on. */
  cooldown_s: number;
  /** The last rest_s of each rest_every_s of the load: nobody starts anything. 0 without. */
  rest_every_s: number;
  rest_s: number;
  /** Where another version of the target begins. */
  segments: { t: number; label: string }[];
  timeline: TimelineData;
  failed: FailedData | null;
  percentiles: PercentilesData;
  heat: HeatData | null;
  /** By name; none where there is one. */
  requests: RequestData[];
  limits: LimitData[];
  monitors: MonitorData[];
  histogram: HistogramData | null;
  quality: QualityLineData[];
  /** Null where none changed. */
  probes: ProbesData | null;
  /** Where answers come as token streams. */
  streams?: StreamsData;
}

/** Nothing where the page carries no data: the report stays readable without its charts. */
export function readReportData(page: Document): ReportData | null {
  const block = page.getElementById("report-data");
  if (!block?.textContent) return null;
  return JSON.parse(block.textContent) as ReportData;
}
