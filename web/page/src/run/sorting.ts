// Tables of the report are sorted by their heads. What the reader chose is kept by table, and applied to whatever comes.

export interface Sort {
  column: number;
  descending: boolean;
}

/** By table. */
export type Sorts = Map<string, Sort>;

const UNITS: Record<string, number> = {
  µs: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 3.6e6, d: 8.64e7,
  B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4,
};

/** What a figure that was written for people comes to, for its place in an order; null where it is none. */
export function sizeOf(text: string): number | null {
  const parts = [...text.trim().matchAll(/([+-]?\d[\d,]*\.?\d*)\s*([A-Za-zµ%/]*)/g)];
  const first = parts[0];
  if (!first || first.index !== 0) return null;
  let size = 0;
  for (const [, digits = "", unit = ""] of parts) {
    // "1 h 30 min" is one figure, "1.2 to 3.4" begins with the one that counts.
    const known = UNITS[unit];
    if (size !== 0 && known === undefined) break;
    size += Number(digits.replace(/,/g, "")) * (known ?? 1);
  }
  return size;
}

function headsOf(table: HTMLTableElement): HTMLTableCellElement[] {
  return [...(table.tHead?.rows[0]?.cells ?? [])];
}

/** A row, or the rows that stand under one name. */
function unitsOf(table: HTMLTableElement): HTMLElement[] {
  const bodies = [...table.tBodies];
  return bodies.length > 1 ? bodies : [...(bodies[0]?.rows ?? [])];
}

function cellsOf(unit: HTMLElement): HTMLCollectionOf<HTMLTableCellElement> | undefined {
  return unit instanceof HTMLTableRowElement ? unit.cells : (unit as HTMLTableSectionElement).rows[0]?.cells;
}

function isTotal(unit: HTMLElement): boolean {
  return unit.classList.contains("all") || cellsOf(unit)?.[0]?.textContent === "All requests";
}

/** Tables have no ids: the label of their region names them, with a number where several share it. */
function keysOf(root: ParentNode): Map<HTMLTableElement, string> {
  const seen = new Map<string, number>();
  const keys = new Map<HTMLTableElement, string>();
  for (const table of root.querySelectorAll("table")) {
    const label = table.closest("[aria-label]")?.getAttribute("aria-label") ?? table.caption?.textContent ?? "";
    const number = seen.get(label) ?? 0;
    seen.set(label, number + 1);
    keys.set(table, `${label} ${number}`);
  }
  return keys;
}

function order(table: HTMLTableElement, sort: Sort | undefined): void {
  const units = unitsOf(table);
  units.forEach((unit, i) => (unit.dataset["order"] ??= String(i)));
  const place = (unit: HTMLElement): number => Number(unit.dataset["order"]);
  const textOf = (unit: HTMLElement): string => (sort && cellsOf(unit)?.[sort.column]?.textContent) ?? "";
  const wanted = [...units].sort((a, b) => {
    const total = Number(isTotal(a)) - Number(isTotal(b));
    if (total !== 0 || !sort) return total || place(a) - place(b);
    const [x, y] = [sizeOf(textOf(a)), sizeOf(textOf(b))];
    // What has no figure stands at the end either way.
    if (x === null && y !== null) return 1;
    if (x !== null && y === null) return -1;
    const difference = x !== null && y !== null ? x - y : textOf(a).localeCompare(textOf(b), "en", { numeric: true });
    return (sort.descending ? -difference : difference) || place(a) - place(b);
  });
  if (wanted.every((unit, i) => unit === units[i])) return;
  for (const unit of wanted) unit.parentElement?.append(unit);
}

/** Heads become buttons, rows stand as they were chosen to. May be applied again at any time. */
export function applySorts(root: ParentNode, sorts: Sorts): void {
  for (const [table, key] of keysOf(root)) {
    if (unitsOf(table).length < 2) continue;
    const sort = sorts.get(key);
    headsOf(table).forEach((head, column) => {
      if (!head.querySelector("button")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "sort";
        button.append(...head.childNodes);
        head.append(button);
      }
      if (sort?.column === column) head.setAttribute("aria-sort", sort.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    order(table, sort);
  }
}

/** The greatest first, then the smallest first, then as the report has it; names the other way round. */
export function chooseSort(root: ParentNode, sorts: Sorts, button: HTMLElement): void {
  const head = button.closest("th");
  const table = button.closest("table");
  if (!head || !table) return;
  const key = keysOf(root).get(table) ?? "";
  const column = head.cellIndex;
  const firstDescending = column > 0;
  const now = sorts.get(key);
  if (now?.column !== column) sorts.set(key, { column, descending: firstDescending });
  else if (now.descending === firstDescending) sorts.set(key, { column, descending: !firstDescending });
  else sorts.delete(key);
  applySorts(root, sorts);
}
