// An address that names nothing.

import { h } from "../dom/element";
import { type View } from "../shell/context";

export const lostView: View = (context) => {
  context.setTitle("Not found");
  return h("div", { class: "frame view" }, h("h1", {}, "There is no such page."),
    h("p", { class: "lead" }, h("a", { href: "#/" }, "Start a run"), " or ", h("a", { href: "#/history" }, "look for one"), "."));
};
