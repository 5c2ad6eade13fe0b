// The news of a run. However many tabs show it, one of them holds the stream and tells the others, for a browser opens few
// connections to one server. A hidden tab holds none; what it missed is in the report that it fetches when it is shown again.

import { ROOT } from "./client";
import { type Live } from "./types";

export type News =
  | { kind: "here" }
  | { kind: "gone" }
  | { kind: "second"; live: Live }
  | { kind: "end" };

const AGAIN_MS = 3000;
// News come each second once the load has begun. A connection that nobody answers any more shows no error by itself.
const QUIET_MS = 12_000;

/** Open until it is told to end or the run has ended; a connection that is lost is taken up again. */
function holdStream(id: string, tell: (news: News) => void, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    let source: EventSource;
    let timer = 0;
    let quiet = 0;
    const lose = (): void => {
      tell({ kind: "gone" });
      source.close();
      open();
      quiet = setTimeout(lose, QUIET_MS);
    };
    const end = (): void => {
      clearTimeout(timer);
      clearTimeout(quiet);
      source.close();
      done();
    };
    const open = (): void => {
      source = new EventSource(`${ROOT}/runs/${encodeURIComponent(id)}/events`);
      source.addEventListener("open", () => tell({ kind: "here" }));
      source.addEventListener("second", (message) => {
        clearTimeout(quiet);
        quiet = setTimeout(lose, QUIET_MS);
        const { live } = JSON.parse(message.data as string) as { live?: Live };
        if (live) tell({ kind: "second", live });
      });
      source.addEventListener("end", () => {
        tell({ kind: "end" });
        end();
      });
      source.addEventListener("error", () => {
        clearTimeout(quiet);
        tell({ kind: "gone" });
        // After a refusal the browser does not try again by itself.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_MS);
      });
    };
    signal.addEventListener("abort", end);
    open();
  });
}

export function followRun(id: string, hear: (news: News) => void, signal: AbortSignal): void {
  const channel = new BroadcastChannel(`plimsoll-run-${id}`);
  let turn = new AbortController();
  let over = false;
  const heard = (news: News): void => {
    if (news.kind === "end") {
      over = true;
      turn.abort();
    }
    hear(news);
  };
  channel.addEventListener("message", (message: MessageEvent<News>) => heard(message.data));
  const tell = (news: News): void => {
    channel.postMessage(news);
    heard(news);
  };
  const takeTurn = (): void => {
    turn.abort();
    if (document.hidden || over || signal.aborted) return;
    turn = new AbortController();
    const mine = turn.signal;
    const hold = (): Promise<void> => (mine.aborted ? Promise.resolve() : holdStream(id, tell, mine));
    // Locks are kept from pages that came over plain HTTP from another machine: then each tab has its own stream.
    if (!("locks" in navigator)) void hold();
    else navigator.locks.request(`plimsoll-run-${id}`, { signal: mine }, hold).catch(() => undefined);
  };
  document.addEventListener("visibilitychange", takeTurn, { signal });
  signal.addEventListener("abort", () => {
    turn.abort();
    channel.close();
  });
  takeTurn();
}
