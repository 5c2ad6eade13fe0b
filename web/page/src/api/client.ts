// Asks the server. What it refuses becomes an ApiError with its own words.

import {
  type Finding,
  type Overlay,
  type Run,
  type RunChange,
  type RunList,
  type RunPage,
  type ScenarioEntry,
  type Schedule,
  type Schema,
  type Service,
  type StartRequest,
  type Trend,
} from "./types";

export const ROOT = "/api/v1";

export class ApiError extends Error {
  constructor(
    message: string,
    /** 0 where nothing answered. */
    readonly status: number,
    readonly findings: readonly Finding[] = [],
  ) {
    super(message);
  }
}

interface Question {
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
}

async function answerOf(path: string, { method = "GET", body, signal }: Question): Promise<Response> {
  const init: RequestInit = { method, ...(signal ? { signal } : {}) };
  if (method !== "GET") {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body ?? {});
  }
  try {
    return await fetch(ROOT + path, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("Plimsoll does not answer. Is plimsoll serve still running?", 0);
  }
}

async function ask<T>(path: string, question: Question = {}): Promise<T> {
  const answer = await answerOf(path, question);
  const text = await answer.text();
  let json: unknown = {};
  try {
    if (text !== "") json = JSON.parse(text);
  } catch {
    throw new ApiError(`The server's answer (${answer.status}) cannot be read.`, answer.status);
  }
  if (answer.ok) return json as T;
  // The right to be here has ended: the server shows where one signs in.
  if (answer.status === 401) location.reload();
  const { error } = json as { error?: { message?: string; findings?: Finding[] } };
  throw new ApiError(error?.message ?? `The server refused (${answer.status}).`, answer.status, error?.findings ?? []);
}

const part = encodeURIComponent;

/** A path within a folder of scenarios. */
const segments = (id: string): string => id.split("/").map(part).join("/");

function query(values: Record<string, string | undefined>): string {
  const set = Object.entries(values).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

export interface RunQuery {
  name?: string;
  tag?: string;
  search?: string;
  limit?: string;
  before?: string;
}

export const api = {
  service: () => ask<Service>(""),
  schema: () => ask<Schema>("/schema"),

  scenarios: async () => (await ask<{ scenarios: ScenarioEntry[] }>("/scenarios")).scenarios,
  scenario: (id: string) => ask<{ id: string; text: string }>(`/scenarios/${segments(id)}`),
  check: (body: { yaml: string; scenario?: string }, signal: AbortSignal) =>
    ask<{ valid: boolean; findings: Finding[] }>("/check", { method: "POST", body, signal }),

  runs: (which: RunQuery = {}) => ask<RunList>(`/runs${query({ ...which })}`),
  start: (body: StartRequest) => ask<{ id: string }>("/runs", { method: "POST", body }),
  run: (id: string) => ask<Run>(`/runs/${part(id)}`),
  change: (id: string, body: RunChange) => ask<Run>(`/runs/${part(id)}`, { method: "PATCH", body }),
  stop: (id: string) => ask<unknown>(`/runs/${part(id)}/stop`, { method: "POST" }),
  again: (id: string) => ask<{ id: string }>(`/runs/${part(id)}/again`, { method: "POST" }),
  log: (id: string, signal: AbortSignal) => ask<{ lines: string[] }>(`/runs/${part(id)}/log`, { signal }),
  remove: (id: string) => ask<unknown>(`/runs/${part(id)}`, { method: "DELETE" }),
  /** Null where there is none newer than that one. */
  page: async (id: string, signal: AbortSignal, newerThan = 0) => {
    const which = query({ newer_than: newerThan > 0 ? String(newerThan) : undefined });
    const page = await ask<RunPage | Omit<RunPage, "html" | "data">>(`/runs/${part(id)}/page${which}`, { signal });
    return "html" in page ? page : null;
  },
  fileAddress: (id: string, file: string) => `${ROOT}/runs/${part(id)}/${part(file)}`,

  overlay: (a: string, b: string) => ask<Overlay>(`/overlay?runs=${part(a)},${part(b)}`),
  trend: (name: string) => ask<Trend>(`/trend${query({ name })}`),

  schedules: async () => (await ask<{ schedules: Schedule[] }>("/schedules")).schedules,
  pauseSchedule: (name: string, paused: boolean) =>
    ask<unknown>(`/schedules/${part(name)}`, { method: "PATCH", body: { paused } }),
  runSchedule: (name: string) => ask<unknown>(`/schedules/${part(name)}/now`, { method: "POST" }),
};

/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
