// Figures for people, written as the rest of the report writes them. Pure functions.

const MISSING = "–";

/** With so many more digits than usual: what tells the values of an axis apart. */
export type Format = (value: number, more?: number) => string;

const MOST_MORE = 5;

/** Each value as it is written; all with as many more digits as it takes that no two read the same. */
export function textsApart(values: readonly number[], format: Format): string[] {
  for (let more = 0; ; more += 1) {
    const texts = values.map((value) => format(value, more));
    if (more === MOST_MORE || new Set(texts).size === new Set(values).size) return texts;
  }
}

function threeDigits(value: number, more = 0): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 99.95) return grouped(Number(value.toFixed(more)));
  return String(Number(value.toPrecision(3 + more)));
}

/** 12345 -> "12,345", in every locale. */
function grouped(value: number): string {
  const [whole = "", fraction] = String(Math.abs(value)).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
  return value < 0 ? `-${digits}` : digits;
}

export function count(value: number, more = 0): string {
  return Number.isInteger(value) ? grouped(value) : threeDigits(value, more);
}

export function perSecond(value: number, more = 0): string {
  return `${threeDigits(value, more)}/s`;
}

export function milliseconds(value: number, more = 0): string {
  if (value === 0) return "0 ms";
  if (Math.abs(value) < 1) return `${threeDigits(value * 1e3, more)} µs`;
  if (Math.abs(value) < 999.5) return `${threeDigits(value, more)} ms`;
  if (Math.abs(value) < 59_950) return `${threeDigits(value / 1e3, more)} s`;
  return duration(value / 1e3, more);
}

export function seconds(value: number, more = 0): string {
  return milliseconds(value * 1e3, more);
}

/** Binary units, three digits: "118 MiB". */
export function bytes(value: number, more = 0): string {
  if (value < 0) return `-${bytes(-value, more)}`;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit + 1 < units.length) {
    size /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${Math.round(size)} B`;
  return `${size.toFixed((size < 9.995 ? 2 : size < 99.95 ? 1 : 0) + more)} ${units[unit]}`;
}

/** Bytes a second, as people speak of growth: "137 MiB/h". */
export function bytesPerHour(value: number, more = 0): string {
  return `${bytes(value * 3600, more)}/h`;
}

/** A part of one: "2.5 %". */
export function share(value: number, more = 0): string {
  return `${threeDigits(value * 100, more)} %`;
}

/** What is far below one is a percentage of it. */
export function cores(value: number, more = 0): string {
  return value !== 0 && Math.abs(value) < 0.01 ? share(value, more) : threeDigits(value, more);
}

const PARTS: readonly [string, number][] = [["d", 86_400], ["h", 3600], ["min", 60], ["s", 1]];

/** "45 s", "2 min 5 s", "1 h 30 min"; with more digits further units, and then parts of a second. */
export function duration(seconds: number, more = 0): string {
  if (seconds < 0) return `-${duration(-seconds, more)}`;
  if (seconds < 59.95) return `${Number(seconds.toPrecision(3 + more))} s`;
  const whole = Math.round(seconds);
  const first = PARTS.findIndex(([, size]) => whole >= size);
  const last = Math.min(first + 1 + more, PARTS.length - 1);
  const beyond = Math.max(0, first + 1 + more - last);
  let left = beyond > 0 ? Number(seconds.toFixed(beyond)) : whole;
  const texts: string[] = [];
  for (const [unit, size] of PARTS.slice(first, last + 1)) {
    const share = size === 1 ? Number(left.toFixed(beyond)) : Math.floor(left / size);
    left -= share * size;
    if (share !== 0) texts.push(`${share} ${unit}`);
  }
  return texts.join(" ");
}

export function orMissing(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined ? MISSING : format(value);
}
