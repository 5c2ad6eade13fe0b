// What the API answers, as the page reads it. `shown` holds texts for people, written by the server.

import { type ReportData } from "../../../../reports/page/src/report/report_data";

export interface Finding {
  /** A path of the scenario ("load.users") or an option ("--users"). */
  place: string;
  line?: number;
  column?: number;
  message: string;
  kind?: "error" | "warning";
}

export interface Service {
  version: string;
  scenarios: string[];
  schedules: boolean;
  store: string;
}

export interface ScenarioEntry {
  id: string;
  name: string;
  target: string;
  valid: boolean;
  findings: number;
}

export interface Load {
  name: string;
  model: "closed" | "open";
  users: number | null;
  rate: number | null;
}

export interface Live {
  elapsed_s: number;
  planned_s: number | null;
  users: number;
  paused: boolean;
  stopping: boolean;
  loads: Load[];
  headline: string;
  shown: Record<string, string>;
}

export interface Run {
  id: string;
  name: string;
  target: string;
  started_at: string;
  state: "running" | "ended" | "cut off";
  outcome: string | null;
  headline: string;
  note: string;
  tags: string[];
  kept: boolean;
  can_control: boolean;
  shown: Record<string, string>;
  live?: Live;
  /** The names of the files that can be taken, where they are other than the usual ones. */
  files?: string[];
}

export interface RunList {
  runs: Run[];
  more: boolean;
}

export interface RunPage {
  state: Run["state"];
  outcome: string;
  /** Counts the pages of a run that goes on. */
  number: number;
  html: string;
  data: ReportData;
}

export interface RunChange {
  users?: number;
  rate?: number;
  load?: string;
  paused?: boolean;
  tags?: string[];
  note?: string;
  kept?: boolean;
}

/** What a run is started with: texts as they were written, which the server judges. */
export type StartRequest = Record<string, string | number>;

export interface Overlay {
  runs: { id: string; name: string; started_at: string; data: ReportData }[];
  figures: { name: string; unit: string; shown: string[]; values: (number | null)[]; shown_change: string[] }[];
}

export interface TrendFigure {
  name: string;
  unit: string;
  values: (number | null)[];
  shown: string[];
}

export interface Trend {
  runs: { id: string; started_at: string; outcome: string | null }[];
  figures: TrendFigure[];
}

export interface Schedule {
  name: string;
  when: string;
  next: string | null;
  shown_next: string;
  paused: boolean;
  /** The run of it that goes on. */
  running?: string | null;
  scenario: string;
  last: { run: string; outcome: string; headline: string } | null;
}

/** As much of a JSON Schema as completion needs. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
}
