// Makes what is shown equal to what it shall be, and leaves alone what is equal already: so place, focus, selection and what
// was laid open stay with the reader while the content changes.

// A place of a chart or of a choice is filled by the script, and whether details are open is the reader's.
const FILLED = "[data-chart], [data-chooser]";
const READERS = new Map([["DETAILS", "open"]]);

function chartOf(element: Element | null): string {
  return ["data-chart", "data-chooser", "data-monitor", "data-series"].map((name) => element?.getAttribute(name) ?? "").join(" ");
}

/** What an element is about, where its siblings may come, go or change places; "" where its place tells. */
function keyOf(node: Node): string {
  if (!(node instanceof Element)) return "";
  if (node.id !== "") return node.id;
  if (node.matches(FILLED)) return chartOf(node);
  switch (node.nodeName) {
    case "FIGURE":
      return chartOf(node.querySelector(FILLED));
    case "ARTICLE":
      return `${node.querySelector("h3")?.textContent} ${node.querySelector(".where")?.textContent}`;
    case "DETAILS":
      return node.querySelector("summary")?.textContent ?? "";
    case "DIV":
      return node.getAttribute("aria-label") ?? "";
    case "TBODY":
    case "TR":
      return node.querySelector("th")?.textContent ?? "";
    default:
      return "";
  }
}

function morphAttributes(shown: Element, wanted: Element): void {
  const kept = READERS.get(shown.nodeName);
  for (const { name } of [...shown.attributes]) {
    if (name !== kept && !wanted.hasAttribute(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of [...wanted.attributes]) {
    if (name !== kept && shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
}

function morphNode(shown: Node, wanted: Node): void {
  if (!(shown instanceof Element) || !(wanted instanceof Element)) {
    if (shown.nodeValue !== wanted.nodeValue) shown.nodeValue = wanted.nodeValue;
    return;
  }
  morphAttributes(shown, wanted);
  if (!shown.matches(FILLED)) morphChildren(shown, wanted);
}

/** By what they are about; several may be about the same. */
function namedOf(parent: ParentNode): Map<string, Element[]> {
  const named = new Map<string, Element[]>();
  for (const child of parent.children) {
    const key = keyOf(child);
    if (key === "") continue;
    const name = `${child.nodeName} ${key}`;
    named.set(name, [...(named.get(name) ?? []), child]);
  }
  return named;
}

/** Takes the children of `wanted`, which is left without those that were new. */
export function morphChildren(shown: ParentNode & Node, wanted: ParentNode & Node): void {
  const named = namedOf(shown);
  let at: ChildNode | null = shown.firstChild;
  for (const child of [...wanted.childNodes]) {
    const key = keyOf(child);
    const known: ChildNode | null = key === "" ? at : (named.get(`${child.nodeName} ${key}`)?.shift() ?? null);
    if (known === null || known.nodeName !== child.nodeName || (key === "" && keyOf(known) !== "")) {
      shown.insertBefore(child, at);
      continue;
    }
    if (known === at) at = known.nextSibling;
    else shown.insertBefore(known, at);
    morphNode(known, child);
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}
