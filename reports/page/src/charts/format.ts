// Figures for people, written as the rest of the report writes them. Pure functions.

const MISSING = "–";

export type Format = (value: number) => string;

function threeDigits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 99.95) return grouped(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** 12345 -> "12,345", in every locale. */
function grouped(value: number): string {
  const digits = String(Math.abs(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return value < 0 ? `-${digits}` : digits;
}

export function count(value: number): string {
  return Number.isInteger(value) ? grouped(value) : threeDigits(value);
}

export function perSecond(value: number): string {
  return `${threeDigits(value)}/s`;
}

export function milliseconds(value: number): string {
  if (value === 0) return "0 ms";
  if (Math.abs(value) < 1) return `${threeDigits(value * 1e3)} µs`;
  if (Math.abs(value) < 999.5) return `${threeDigits(value)} ms`;
  if (Math.abs(value) < 59_950) return `${threeDigits(value / 1e3)} s`;
  return duration(value / 1e3);
}

export function seconds(value: number): string {
  return milliseconds(value * 1e3);
}

/** Binary units, three digits: "118 MiB". */
export function bytes(value: number): string {
  if (value < 0) return `-${bytes(-value)}`;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit + 1 < units.length) {
    size /= 1024;
    unit += 1;
  }
  if (unit === 0) return `${Math.round(size)} B`;
  return `${size.toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)} ${units[unit]}`;
}

/** What is far below one is a percentage of it. */
export function cores(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? `${threeDigits(value * 100)} %` : threeDigits(value);
}

/** "45 s", "2 min 5 s", "1 h 30 min". */
export function duration(seconds: number): string {
  if (seconds < 0) return `-${duration(-seconds)}`;
  if (seconds < 59.95) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return two(Math.floor(whole / 60), "min", whole % 60, "s");
  if (whole < 86_400) return two(Math.floor(whole / 3600), "h", Math.floor((whole % 3600) / 60), "min");
  return two(Math.floor(whole / 86_400), "d", Math.floor((whole % 86_400) / 3600), "h");
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

export function orMissing(value: number | null | undefined, format: Format): string {
  return value === null || value === undefined ? MISSING : format(value);
}
