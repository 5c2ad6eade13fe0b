// A legend that is also the read-out: a button a line with its stroke as drawn, its name, its value under the cursor.

import { type ColorName, type Palette } from "./palette";

export interface LegendEntry {
  label: string;
  color: ColorName;
  dash: readonly number[];
  dots: boolean;
  shown: boolean;
  /** A surface of this density instead of a line. */
  surface?: number;
}

export interface Legend {
  readonly element: HTMLElement;
  setValues(when: string, values: readonly string[]): void;
  clearValues(): void;
  recolor(): void;
  /** As the button of the entry does. */
  show(index: number, shown: boolean): void;
}

const SVG = "http://www.w3.org/2000/svg";

function swatch(entry: LegendEntry): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 26 10");
  svg.setAttribute("width", "26");
  svg.setAttribute("height", "10");
  svg.setAttribute("aria-hidden", "true");
  if (entry.dots) {
    for (const x of [5, 13, 21]) {
      const dot = document.createElementNS(SVG, "circle");
      dot.setAttribute("cx", String(x));
      dot.setAttribute("cy", "5");
      dot.setAttribute("r", "2.5");
      svg.append(dot);
    }
  } else if (entry.surface !== undefined) {
    const box = document.createElementNS(SVG, "rect");
    box.setAttribute("x", "6");
    box.setAttribute("width", "14");
    box.setAttribute("height", "10");
    box.setAttribute("fill-opacity", String(entry.surface));
    svg.append(box);
  } else {
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", "M1 5H25");
    line.setAttribute("stroke-width", "2.5");
    line.setAttribute("stroke-dasharray", entry.dash.join(" "));
    svg.append(line);
  }
  return svg;
}

export function makeLegend(
  entries: readonly LegendEntry[],
  palette: Palette,
  onToggle: ((index: number, shown: boolean) => void) | null,
): Legend {
  const element = document.createElement("div");
  element.className = "legend";
  if (entries.length === 1) element.classList.add("single");
  const when = document.createElement("span");
  when.className = "legend-when";
  const values: HTMLElement[] = [];
  const swatches: SVGSVGElement[] = [];
  const buttons: HTMLElement[] = [];
  const show = (index: number, shown: boolean): void => {
    buttons[index]?.setAttribute("aria-pressed", String(shown));
    onToggle?.(index, shown);
  };
  entries.forEach((entry, index) => {
    const button = document.createElement(onToggle ? "button" : "span");
    button.className = "legend-entry";
    if (onToggle) {
      button.setAttribute("type", "button");
      button.setAttribute("aria-pressed", String(entry.shown));
    }
    const mark = swatch(entry);
    const label = document.createElement("span");
    label.textContent = entry.label;
    const value = document.createElement("span");
    value.className = "legend-value";
    button.append(mark, label, value);
    if (entries.length === 1) {
      // The heading above names it, and there is nothing to choose from.
      element.append(value);
      values.push(value);
      return;
    }
    if (onToggle) button.addEventListener("click", () => show(index, button.getAttribute("aria-pressed") !== "true"));
    element.append(button);
    buttons[index] = button;
    values.push(value);
    swatches.push(mark);
  });
  element.append(when);

  const recolor = (): void => {
    swatches.forEach((mark, index) => {
      const entry = entries[index];
      if (!entry) return;
      const color = palette.color(entry.color);
      for (const shape of mark.children) {
        shape.setAttribute(entry.dots || entry.surface !== undefined ? "fill" : "stroke", color);
      }
    });
  };
  recolor();
  return {
    element,
    recolor,
    show,
    setValues: (instant, texts) => {
      when.textContent = instant;
      values.forEach((value, index) => (value.textContent = texts[index] ?? ""));
    },
    clearValues: () => {
      when.textContent = "";
      for (const value of values) value.textContent = "";
    },
  };
}
