// What stands around every view: the name, the ways, the theme, the place for a view, a voice for screen readers.

import { h, icon, ICONS } from "../dom/element";
import { hashOf } from "./router";

const WAYS = [
  { view: "", title: "Start" },
  { view: "history", title: "History" },
  { view: "schedules", title: "Schedules" },
];

export interface Shell {
  themeButton: HTMLButtonElement;
  /** Puts a view in place of the one before. */
  show(view: string, element: HTMLElement, first: boolean): void;
  announce(text: string): void;
  tellVersion(text: string): void;
}

export function makeShell(body: HTMLElement): Shell {
  const themeButton = h("button", { type: "button", id: "theme-toggle", "aria-pressed": "false", hidden: true },
    icon(ICONS.halfMoon), "Dark");
  const links = WAYS.map(({ view, title }) => ({ view, link: h("a", { href: hashOf(view) }, title) }));
  const main = h("main", { id: "main", tabindex: "-1" });
  const voice = h("p", { class: "visually-hidden", role: "status" });
  const version = h("span");
  const skip = h("a", { class: "skip", href: "#main" }, "Skip to the content");
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  const brand = h("a", { class: "brand", href: hashOf("") }, icon("M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3ZM.5 8h15"), "Plimsoll");
  body.prepend(
    skip,
    h("header", { class: "frame masthead" },
      brand,
      h("nav", { "aria-label": "Views", class: "ways" },
        h("ul", {}, ...links.map(({ link }) => h("li", {}, link)))),
      themeButton),
    main,
    voice,
    h("footer", { class: "frame" }, h("div", { class: "inner" }, version,
      h("a", { href: "/api/v1/openapi.json" }, "HTTP API"))),
  );
  return {
    themeButton,
    show: (view, element, first) => {
      for (const entry of links) {
        if (entry.view === view) entry.link.setAttribute("aria-current", "page");
        else entry.link.removeAttribute("aria-current");
      }
      main.replaceChildren(element);
      if (first) return;
      scrollTo({ top: 0, behavior: "instant" });
      main.focus({ preventScroll: true });
    },
    announce: (text) => {
      if (voice.textContent !== text) voice.textContent = text;
    },
    tellVersion: (text) => (version.textContent = text),
  };
}
