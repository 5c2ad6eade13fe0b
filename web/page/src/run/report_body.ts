// The report of a run, made by the server from the record so far, within the page. What the reader sorted, searched, laid
// open or zoomed into stays while newer figures come.

import { addChoiceButtons, bindChoice, fillChoosers, RequestChoice } from "../../../../reports/page/src/report/request_choice";
import { type RunPage } from "../api/types";
import { h } from "../dom/element";
import { morphChildren } from "../dom/morph";
import { type Context } from "../shell/context";
import { addCopyButtons, copyBeside } from "./copying";
import { applyFilter } from "./filtering";
import { LiveCharts } from "./live_charts";
import { addPictureButtons, savePicture } from "./picture";
import { applySorts, chooseSort, type Sorts } from "./sorting";

export interface ReportBody {
  element: HTMLElement;
  show(page: RunPage): void;
  /** Tells whether any request is left. */
  filter(wanted: string): boolean;
  resetView(): void;
}

/** The one place that reads markup: the report's, from our own server, where all that is of a run was escaped. */
function fragmentOf(html: string): DocumentFragment {
  const template = document.createElement("template");
  template.innerHTML = html;
  const whole = template.content.querySelector("main");
  if (whole) template.content.replaceChildren(...whole.childNodes);
  for (const stranger of template.content.querySelectorAll("script, style, link, meta, title, base")) stranger.remove();
  return template.content;
}

const LANDMARKS = "section, figure, article, tbody, h3, p";

/** Changes the content, and keeps on its height in the window what the reader looks at: what is above may grow. */
function holdingPlace(element: HTMLElement, change: () => void): void {
  const bar = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--bar")) || 0;
  const seen = scrollY > 0 && element.getBoundingClientRect().top < bar;
  const landmarks = seen ? [...element.querySelectorAll(LANDMARKS)] : [];
  const held = landmarks.flatMap((landmark) => {
    const { top, bottom } = landmark.getBoundingClientRect();
    return bottom > bar && top < innerHeight ? [{ landmark, top }] : [];
  });
  change();
  const kept = held.filter(({ landmark }) => landmark.isConnected).sort((a, b) => Math.abs(a.top - bar) - Math.abs(b.top - bar))[0];
  if (!kept) return;
  const moved = kept.landmark.getBoundingClientRect().top - kept.top;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
}

export function makeReportBody(runId: string, context: Context, signal: AbortSignal): ReportBody {
  const element = h("div", { class: "report" });
  const choice = new RequestChoice([]);
  const charts = new LiveCharts(context, choice);
  bindChoice(element, choice, () => charts.choose());
  signal.addEventListener("abort", () => charts.destroy());
  const sorts: Sorts = new Map();
  let wanted = "";

  element.addEventListener("click", (event) => {
    const target = event.target as Element;
    const button = target.closest("button");
    if (button?.classList.contains("sort")) chooseSort(element, sorts, button);
    if (button?.classList.contains("picture")) savePicture(button, runId, context.palette);
    if (button?.classList.contains("copy")) void copyBeside(button).then(context.announce);
    // A place in the report is no address of the page.
    const anchor = target.closest("a[href^='#']:not([href^='#/'])")?.getAttribute("href")?.slice(1);
    if (anchor === undefined) return;
    event.preventDefault();
    const part = document.getElementById(anchor);
    part?.setAttribute("tabindex", "-1");
    part?.focus({ preventScroll: true });
    part?.scrollIntoView();
  });

  return {
    element,
    show: (page) => {
      const fragment = fragmentOf(page.html);
      addPictureButtons(fragment);
      addCopyButtons(fragment);
      choice.take(page.data.requests.map(({ name }) => name));
      addChoiceButtons(fragment, choice);
      applySorts(fragment, sorts);
      applyFilter(fragment, wanted);
      element.dataset["outcome"] = page.outcome;
      holdingPlace(element, () => {
        morphChildren(element, fragment);
        fillChoosers(element, choice);
        charts.show(element, page.data);
      });
    },
    filter: (text) => {
      wanted = text;
      return applyFilter(element, text);
    },
    resetView: () => {
      sorts.clear();
      wanted = "";
      applySorts(element, sorts);
      applyFilter(element, wanted);
      choice.reset();
      addChoiceButtons(element, choice);
      fillChoosers(element, choice);
      charts.reset();
    },
  };
}
