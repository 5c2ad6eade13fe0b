// Which view an address shows. Addresses are hashes: the server knows one document. "#thresholds" is a place in a report and
// no business of this.

import { type Route } from "./context";

export interface Address extends Route {
  view: string;
}

export function addressOf(hash: string): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view = "", ...parts] = path.split("/").map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { view, parts, query: new URLSearchParams(query) };
}

export function hashOf(view: string, parts: readonly string[] = [], query: Record<string, string> = {}): string {
  const set = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  const path = [view, ...parts].map(encodeURIComponent).join("/");
  return `#/${path}${set.size > 0 ? `?${set}` : ""}`;
}

export function navigate(hash: string): void {
  location.hash = hash;
}

/** Writes what is looked for into the address, so that it is there after a reload; the view goes on as it is. */
export function rememberQuery(view: string, query: Record<string, string>): void {
  history.replaceState(null, "", hashOf(view, [], query));
}

export function bindRouter(show: (address: Address) => void): void {
  const isAddress = (): boolean => location.hash === "" || location.hash.startsWith("#/");
  addEventListener("hashchange", () => {
    if (isAddress()) show(addressOf(location.hash));
  });
  show(addressOf(isAddress() ? location.hash : ""));
}
