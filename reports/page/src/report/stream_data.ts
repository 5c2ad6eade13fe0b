// What the report carries of token streams for its charts. Times are seconds from the start of the load.

import { type HistogramData, type LimitData } from "./report_data";

type Values = (number | null)[];

/** A percentile over time; step_s is how long each point is of. */
export interface KeyedLineData {
  key: string;
  step_s: number;
  t: number[];
  ms: Values;
}

export interface StreamsOverTimeData {
  t: number[];
  tokens_per_second: Values;
  events_per_second: Values;
  by_user: Values;
  open: Values;
  users: Values;
  good_per_second: Values;
  ended_per_second: Values;
  /** A share of those that ended. */
  goodput: Values;
}

/** By levels of load, ascending. */
export interface ByLoadData {
  by_users: boolean;
  load: number[];
  good_per_second: number[];
  all_per_second: number[];
}

/** What the server tells of itself. */
export interface ServingData {
  chart: string;
  label: string;
  t: number[];
  values: Values;
}

export interface StreamsData {
  ttft: KeyedLineData[];
  ttft_from_sent: KeyedLineData[];
  gap: KeyedLineData[];
  token: KeyedLineData[];
  over_time: StreamsOverTimeData;
  by_load: ByLoadData | null;
  serving: ServingData[];
  /** The limits of `slo`, which fail nothing. */
  goals: LimitData[];
  ttft_histogram: HistogramData | null;
  token_histogram: HistogramData | null;
  gap_histogram: HistogramData | null;
}
