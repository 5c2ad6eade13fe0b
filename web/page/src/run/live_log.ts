// What the target writes, in the report's own place for it: asked for again and again while the run goes on and somebody can see
// it. Who reads at its end stays there.

import { api } from "../api/client";

const PERIOD_MS = 2000;
const PLACE = "#log pre";

export interface LiveLog {
  /** After the report was made anew: it may be older than what is known here. */
  show(): void;
}

function write(place: HTMLElement, text: string): void {
  if (place.textContent === text) return;
  const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 4;
  place.textContent = text;
  if (atEnd) place.scrollTop = place.scrollHeight;
}

export function makeLiveLog(runId: string, body: HTMLElement, signal: AbortSignal): LiveLog {
  let known = "";
  const show = (): void => {
    const place = body.querySelector<HTMLElement>(PLACE);
    if (place && known !== "") write(place, known);
  };
  const isSeen = (): boolean => {
    const { top, bottom } = body.querySelector(PLACE)?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
    return !document.hidden && bottom > 0 && top < innerHeight && top !== bottom;
  };
  const look = async (): Promise<void> => {
    if (isSeen()) {
      try {
        const { lines } = await api.log(runId, signal);
        known = lines.map((line) => `${line}\n`).join("");
        show();
      } catch {
        // The report has what there was.
      }
    }
    if (!signal.aborted) setTimeout(() => void look(), PERIOD_MS);
  };
  void look();
  return { show };
}
