// A scenario as text: a plain field with the numbers of its lines, what was found beside the lines, and completion. A plain
// field is what screen readers, phones and password managers know; nothing is laid into it.

import { type Finding, type Schema } from "../api/types";
import { freshId, h } from "../dom/element";
import { completionAt } from "./completion";
import { makeProposalList } from "./proposals";

const INDENT = "  ";

export interface Editor {
  element: HTMLElement;
  readonly input: HTMLTextAreaElement;
  set(text: string): void;
  showFindings(findings: readonly Finding[]): void;
}

export interface EditorSpec {
  label: string;
  schema: () => Schema | null;
  changed: () => void;
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let i = 1; i < line; i += 1) {
    const next = text.indexOf("\n", at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at;
}

export function makeEditor({ label, schema, changed }: EditorSpec): Editor {
  const id = freshId("editor");
  const input = h("textarea", { id, wrap: "off", spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: "18",
    "aria-describedby": `${id}-keys ${id}-findings` });
  const numbers = h("div", { class: "line-numbers", "aria-hidden": "true" });
  const beside = h("div", { class: "beside", "aria-hidden": "true" });
  const ruler = h("span", { class: "ruler", "aria-hidden": "true" }, "0".repeat(20));
  const list = h("ol", { class: "findings", id: `${id}-findings`, "aria-label": "Findings" });
  const verdict = h("p", { class: "hint", role: "status" });
  let findings: readonly Finding[] = [];

  const metrics = (): { line: number; letter: number; left: number; top: number } => {
    const style = getComputedStyle(input);
    return {
      line: Number.parseFloat(style.lineHeight),
      letter: ruler.getBoundingClientRect().width / 20,
      left: Number.parseFloat(style.paddingLeft),
      top: Number.parseFloat(style.paddingTop),
    };
  };
  /** Puts the text in as if it were typed, so that it can be taken back. */
  const type = (from: number, to: number, text: string): void => {
    input.focus();
    input.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) {
      input.setRangeText(text, from, to, "end");
      input.dispatchEvent(new Event("input"));
    }
  };
  const proposals = makeProposalList(input, (from, text) => type(from, input.selectionStart, text));
  const field = h("div", { class: "editor-field" }, numbers, h("div", { class: "editor-text" }, input, h("div", { class: "beside-window" }, beside), ruler, proposals.element));

  const scrolled = (): void => {
    numbers.scrollTop = input.scrollTop;
    beside.style.transform = `translate(${-input.scrollLeft}px, ${-input.scrollTop}px)`;
    proposals.close();
  };
  const drawLines = (): void => {
    const lines = input.value.split("\n");
    const worst = new Map<number, string>();
    for (const { line, kind } of findings) {
      if (line !== undefined && worst.get(line) !== "error") worst.set(line, kind ?? "error");
    }
    numbers.replaceChildren(...lines.map((_, i) => h("div", { class: worst.get(i + 1) ?? "" }, String(i + 1))));
    const { line, letter, left, top } = metrics();
    const told = new Set<number>();
    beside.replaceChildren(...findings.flatMap((finding) => {
      if (finding.line === undefined || told.has(finding.line) || finding.line > lines.length) return [];
      told.add(finding.line);
      const words = h("span", { class: finding.kind ?? "error" }, finding.message);
      words.style.top = `${top + (finding.line - 1) * line}px`;
      words.style.left = `${left + ((lines[finding.line - 1] ?? "").length + 3) * letter}px`;
      return [words];
    }));
    scrolled();
  };
  const goTo = ({ line = 1, column = 1 }: Finding): void => {
    const at = lineStart(input.value, line) + column - 1;
    input.focus();
    input.setSelectionRange(at, at);
    input.scrollTop = Math.max(0, (line - 4) * metrics().line);
  };
  const offer = (): void => {
    const found = schema();
    const completion = found ? completionAt(input.value, input.selectionStart, found) : null;
    if (!completion) return proposals.close();
    const before = input.value.slice(0, completion.from);
    const row = before.split("\n").length;
    const column = before.length - before.lastIndexOf("\n") - 1;
    const { line, letter, left, top } = metrics();
    proposals.open(completion, {
      left: Math.max(0, left + column * letter - input.scrollLeft),
      top: top + row * line - input.scrollTop,
    });
    return undefined;
  };

  input.addEventListener("scroll", scrolled);
  input.addEventListener("blur", () => proposals.close());
  input.addEventListener("input", (event) => {
    drawLines();
    changed();
    const typed = event instanceof InputEvent && event.inputType === "insertText" && /^[\w-]$/.test(event.data ?? "");
    if (typed || (proposals.isOpen && event instanceof InputEvent && event.inputType === "deleteContentBackward")) offer();
    else proposals.close();
  });
  input.addEventListener("keydown", (event) => {
    if (proposals.takeKey(event)) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      offer();
    } else if (event.key === "Enter" && !event.isComposing) {
      const begin = input.value.lastIndexOf("\n", input.selectionStart - 1) + 1;
      const line = input.value.slice(begin, input.selectionStart);
      const indent = /^ */.exec(line)?.[0] ?? "";
      event.preventDefault();
      type(input.selectionStart, input.selectionEnd, `\n${indent}${line.trimEnd().endsWith(":") ? INDENT : ""}`);
    }
  });

  return {
    input,
    element: h("div", { class: "editor" },
      h("label", { for: id }, label),
      h("p", { class: "hint", id: `${id}-keys` }, "Ctrl and space: what may stand here."),
      field, verdict, list),
    set: (text) => {
      input.value = text;
      findings = [];
      list.replaceChildren();
      verdict.textContent = "";
      drawLines();
    },
    showFindings: (found) => {
      findings = found;
      drawLines();
      verdict.textContent = found.length === 0 ? "The scenario is valid." : "";
      list.replaceChildren(...found.map((finding) => {
        const at = finding.line === undefined ? finding.place : `line ${finding.line}`;
        return h("li", { class: finding.kind ?? "error" },
          h("button", { type: "button", class: "quiet", click: () => goTo(finding) }, at),
          h("span", {}, finding.place === "" || at === finding.place ? finding.message : `${finding.place}: ${finding.message}`));
      }));
      if (found.some(({ kind }) => kind !== "warning")) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}
