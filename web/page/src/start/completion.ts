// What may be written at a place of a scenario, by its JSON Schema. Pure functions over the text before the caret: block style,
// as people write it; within braces and brackets nothing is offered.

import { type Schema } from "../api/types";

export interface Proposal {
  label: string;
  detail: string;
  insert: string;
}

export interface Completion {
  /** Where in the text that begins which would be replaced. */
  from: number;
  proposals: Proposal[];
}

const ITEM = "[]";
const KEY = /^( *)((?:- +)*)(?:([\w$.-]+|"[^"]*"|'[^']*') *:(?: +(.*))?)?$/;

interface Line {
  /** The columns of its dashes, then that of its key. */
  dashes: number[];
  column: number;
  key: string | null;
  hasValue: boolean;
}

function lineOf(text: string): Line | null {
  const bare = text.replace(/(^|\s)#.*$/, "").trimEnd();
  if (bare === "") return null;
  const match = KEY.exec(bare) ?? /^( *)((?:- +)*)/.exec(bare);
  if (!match) return null;
  const [, indent = "", marks = "", key, value] = match;
  const dashes = [...marks.matchAll(/-/g)].map((dash) => indent.length + dash.index);
  return { dashes, column: indent.length + marks.length, key: key?.replace(/^["']|["']$/g, "") ?? null, hasValue: (value ?? "") !== "" };
}

/** The keys and items above a line that begins in this column, outermost first. */
export function pathAbove(lines: readonly string[], from: Line): string[] {
  const path: string[] = [];
  let column = from.column;
  let inList = false;
  const climb = (dashes: readonly number[]): void => {
    for (const dash of [...dashes].reverse()) {
      path.unshift(ITEM);
      column = dash;
      inList = true;
    }
  };
  climb(from.dashes);
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lineOf(lines[i] ?? "");
    if (!line) continue;
    if (!inList && line.column === column && line.dashes.length > 0) {
      climb(line.dashes);
      continue;
    }
    const above = line.column < column || (inList && line.column === column && line.dashes.length === 0);
    if (!above || line.key === null || line.hasValue) continue;
    path.unshift(line.key);
    column = line.column;
    inList = false;
    climb(line.dashes);
  }
  return path;
}

/** All that a schema may be, with its references followed. */
function formsOf(schema: Schema | undefined, root: Schema): Schema[] {
  if (!schema) return [];
  const name = schema.$ref?.replace("#/$defs/", "");
  const referred = name === undefined ? [] : formsOf(root.$defs?.[name], root);
  return [schema, ...referred, ...[...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((form) => formsOf(form, root))];
}

function formsAt(path: readonly string[], root: Schema): Schema[] {
  let forms = formsOf(root, root);
  for (const step of path) {
    forms = forms.flatMap((form) => {
      if (step === ITEM) return formsOf(form.items, root);
      const open = typeof form.additionalProperties === "object" ? form.additionalProperties : undefined;
      return formsOf(form.properties?.[step] ?? open, root);
    });
  }
  return forms;
}

function keysAt(path: readonly string[], root: Schema): Proposal[] {
  const keys = new Map<string, Proposal>();
  for (const form of formsAt(path, root)) {
    for (const [label, { description = "" }] of Object.entries(form.properties ?? {})) {
      if (!keys.has(label)) keys.set(label, { label, detail: description, insert: `${label}: ` });
    }
  }
  return [...keys.values()];
}

function valuesAt(path: readonly string[], root: Schema): Proposal[] {
  const values = new Map<string, Proposal>();
  const add = (value: unknown, detail: string): void => {
    const label = String(value);
    if (!values.has(label)) values.set(label, { label, detail, insert: label });
  };
  for (const form of formsAt(path, root)) {
    for (const value of form.enum ?? []) add(value, "");
    if (form.const !== undefined) add(form.const, "");
    if (form.type === "boolean") for (const value of [true, false]) add(value, "");
    if (form.default !== undefined && typeof form.default !== "object") add(form.default, "the default");
  }
  return [...values.values()];
}

/** Keys that stand beside the place already are not offered again. */
function keysBeside(lines: readonly string[], from: Line): Set<string> {
  const beside = new Set<string>();
  if (from.dashes.length > 0) return beside;
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lineOf(lines[i] ?? "");
    if (!line || line.column > from.column) continue;
    if (line.column < from.column) break;
    if (line.key !== null) beside.add(line.key);
    if (line.dashes.length > 0) break;
  }
  return beside;
}

export function completionAt(text: string, caret: number, schema: Schema): Completion | null {
  const begin = text.lastIndexOf("\n", caret - 1) + 1;
  const here = text.slice(begin, caret);
  const above = text.slice(0, begin).split("\n").slice(0, -1);
  const key = /^( *(?:- +)*)([\w-]*)$/.exec(here);
  const value = /^( *(?:- +)*)([\w-]+): +([\w-]*)$/.exec(here);
  const place = lineOf(`${(key ?? value)?.[1] ?? ""}x: x`);
  if (!place) return null;
  if (key) {
    const word = key[2] ?? "";
    const beside = keysBeside(above, place);
    const proposals = keysAt(pathAbove(above, place), schema).filter(({ label }) => label.startsWith(word) && !beside.has(label));
    return proposals.length > 0 ? { from: caret - word.length, proposals } : null;
  }
  if (!value) return null;
  const [, , name = "", word = ""] = value;
  const proposals = valuesAt([...pathAbove(above, place), name], schema).filter(({ label }) => label.startsWith(word));
  return proposals.length > 0 ? { from: caret - word.length, proposals } : null;
}
