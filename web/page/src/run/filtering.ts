// Shows the rows and failures of the requests that are looked for. Totals stay.

/** Tables whose rows are requests have a first head that says so. */
function isOfRequests(table: HTMLTableElement): boolean {
  return table.tHead?.rows[0]?.cells[0]?.textContent === "Request";
}

/** Whether anything is left; may be applied again at any time. */
export function applyFilter(root: ParentNode, wanted: string): boolean {
  const needle = wanted.trim().toLowerCase();
  let left = false;
  const show = (element: HTMLElement, name: string, always = false): void => {
    const found = name.toLowerCase().includes(needle);
    element.hidden = needle !== "" && !found && !always;
    if (found) left = true;
  };
  for (const table of root.querySelectorAll("table")) {
    if (!isOfRequests(table)) continue;
    const units: HTMLElement[] = table.tBodies.length > 1 ? [...table.tBodies] : [...(table.tBodies[0]?.rows ?? [])];
    for (const unit of units) {
      const name = unit.querySelector("th")?.textContent ?? "";
      show(unit, name, name === "All requests");
    }
  }
  for (const failure of root.querySelectorAll<HTMLElement>("article.failure")) {
    const where = failure.querySelector(".where");
    const kind = where?.querySelector(".tag")?.textContent ?? "";
    show(failure, (where?.textContent ?? "").slice(kind.length));
  }
  return left || needle === "";
}
