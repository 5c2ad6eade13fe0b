// Makes what is shown equal to what it shall be, and leaves alone what is equal already: so place, focus, selection and what
// was laid open stay with the reader while the content changes.

// A place of a chart is filled by the script, and whether details are open is the reader's.
const FILLED = "[data-chart]";
const READERS = new Map([["DETAILS", "open"]]);

function sameKind(a: Node, b: Node): boolean {
  if (a.nodeName !== b.nodeName) return false;
  if (!(a instanceof Element) || !(b instanceof Element)) return true;
  if (a.id !== b.id) return false;
  return ["data-chart", "data-monitor", "data-series"].every((name) => a.getAttribute(name) === b.getAttribute(name));
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

/** Takes the children of `wanted`, which is left without those that were new. */
export function morphChildren(shown: ParentNode & Node, wanted: ParentNode & Node): void {
  const named = new Map([...shown.children].filter((child) => child.id !== "").map((child) => [child.id, child]));
  let at: ChildNode | null = shown.firstChild;
  for (const child of [...wanted.childNodes]) {
    const byName = child instanceof Element && child.id !== "" ? named.get(child.id) : undefined;
    if (byName && byName !== at) shown.insertBefore(byName, at);
    const candidate: ChildNode | null = byName ?? at;
    if (candidate && sameKind(candidate, child)) {
      at = candidate.nextSibling;
      morphNode(candidate, child);
    } else {
      shown.insertBefore(child, at);
    }
  }
  while (at) {
    const next: ChildNode | null = at.nextSibling;
    at.remove();
    at = next;
  }
}
