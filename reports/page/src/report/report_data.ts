// The shape of the JSON that the report carries for its charts. Times are seconds from the start of the load.

export interface TimelineData {
  t: number[];
  requests_per_second: (number | null)[];
  failures_per_second: (number | null)[];
  p50_ms: (number | null)[];
  p95_ms: (number | null)[];
  p99_ms: (number | null)[];
  active_users: (number | null)[];
  in_flight: (number | null)[];
  late_per_second: (number | null)[];
  dropped_per_second: (number | null)[];
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

export interface LimitData {
  /** The chart that it belongs to. */
  chart: string;
  label: string;
  value: number;
  ok: boolean;
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
  limits: LimitData[];
  monitors: MonitorData[];
  histogram: HistogramData | null;
}

/** Nothing where the page carries no data: the report stays readable without its charts. */
export function readReportData(page: Document): ReportData | null {
  const block = page.getElementById("report-data");
  if (!block?.textContent) return null;
  return JSON.parse(block.textContent) as ReportData;
}
