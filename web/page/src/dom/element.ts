// Makes elements. Text stays text: nothing here reads markup.

export type Child = Node | string | null | undefined | false;
type Listener = (event: Event) => void;
type Value = string | boolean | null | undefined | Listener;

/** A function is a listener for the event of that name; true is an attribute without a value. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A drawing of strokes within 16 by 16, in the colour of the text around it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

export const ICONS = {
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  halfMoon: "M8 1.8A6.2 6.2 0 1 0 8 14.2 6.2 6.2 0 1 0 8 1.8ZM8 1.8v12.4M8 4h3.6M8 6.7h5.8M8 9.4h5.8M8 12h3.6",
  star: "M8 1.9l1.9 3.9 4.2.6-3 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3-3 4.2-.6Z",
};

let made = 0;

/** An id that nothing else on the page has. */
export function freshId(prefix: string): string {
  made += 1;
  return `${prefix}-${made}`;
}
