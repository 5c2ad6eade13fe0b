// A chart as a slider over its points: arrows move the cursor, a screen reader hears the values at it.

import type uPlot from "uplot";

export interface KeyTarget {
  label: string;
  /** The values at a point, as a sentence. */
  readAt: (idx: number) => string;
  reset: () => void;
}

export interface Keys {
  /** Moves the cursor to the point nearest to a place on the horizontal axis; charts in step stay where they are. */
  moveTo(place: number): void;
  /** Where the keys have moved it on that axis; null where nothing was measured. */
  place(): number | null;
}

export function bindKeys(element: HTMLElement, u: uPlot, target: KeyTarget): Keys {
  const last = (u.data[0]?.length ?? 0) - 1;
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-label", target.label);
  element.setAttribute("aria-valuemin", "0");
  element.setAttribute("aria-valuemax", String(Math.max(0, last)));
  element.setAttribute("aria-valuenow", "0");
  element.setAttribute("aria-valuetext", last >= 0 ? target.readAt(0) : "nothing measured");
  if (last < 0) return { moveTo: () => undefined, place: () => null };

  // The third argument, which its types leave out, moves the cursors of the charts it is in step with.
  const moveCursor = u.setCursor as (place: { left: number; top: number }, fire: boolean, publish: boolean) => void;
  const hideCursor = (): void => moveCursor({ left: -10, top: -10 }, true, true);
  let at = 0;
  const show = (idx: number, publish = true): void => {
    at = Math.min(last, Math.max(0, idx));
    const x = u.data[0]?.[at] ?? 0;
    moveCursor({ left: u.valToPos(x, "x"), top: u.over.clientHeight / 2 }, true, publish);
    element.setAttribute("aria-valuenow", String(at));
    element.setAttribute("aria-valuetext", target.readAt(at));
  };
  const page = Math.max(1, Math.round(last / 20));
  const steps: Record<string, () => void> = {
    ArrowRight: () => show(at + 1),
    ArrowUp: () => show(at + 1),
    ArrowLeft: () => show(at - 1),
    ArrowDown: () => show(at - 1),
    PageUp: () => show(at + page),
    PageDown: () => show(at - page),
    Home: () => show(0),
    End: () => show(last),
    Escape: () => {
      hideCursor();
      target.reset();
    },
  };
  element.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    step();
  });
  element.addEventListener("blur", hideCursor);
  return { moveTo: (place) => show(u.valToIdx(place), false), place: () => u.data[0]?.[at] ?? null };
}
