// The report of a run among the tabs that show it: what one has fetched the others take over, so that the server makes it once
// however many look.

import { type RunPage } from "./types";

export interface SharedPage {
  tell(page: RunPage): void;
  /** What another tab fetched within so many milliseconds, a hidden tab waiting until it is shown; null: nothing. */
  heard(ms: number): Promise<RunPage | null>;
}

// All begin to wait at the same time: one of them shall be the first.
const SPREAD = 0.5;

export function sharePage(id: string, signal: AbortSignal): SharedPage {
  const channel = new BroadcastChannel(`plimsoll-page-${id}`);
  let take: ((page: RunPage | null) => void) | null = null;
  const settle = (page: RunPage | null): void => {
    const waiting = take;
    take = null;
    waiting?.(page);
  };
  channel.addEventListener("message", (message: MessageEvent<RunPage>) => {
    if (!document.hidden && take) settle(message.data);
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) settle(null);
  }, { signal });
  signal.addEventListener("abort", () => {
    settle(null);
    channel.close();
  });
  return {
    tell: (page) => channel.postMessage(page),
    heard: (ms) =>
      new Promise((done) => {
        if (signal.aborted) return done(null);
        take = done;
        setTimeout(() => {
          if (take === done && !document.hidden) settle(null);
        }, ms * (1 + SPREAD * Math.random()));
        return undefined;
      }),
  };
}
