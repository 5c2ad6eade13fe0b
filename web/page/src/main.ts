// The dashboard: the shell, and in it one view at a time.

import { ChartGroup } from "../../../reports/page/src/charts/chart";
import { paletteOf } from "../../../reports/page/src/charts/palette";
import { bindPrinting } from "../../../reports/page/src/report/print";
import { bindTheme } from "../../../reports/page/src/report/theme";
import { api } from "./api/client";
import { type Context, type View } from "./shell/context";
import { bindRouter } from "./shell/router";
import { makeShell } from "./shell/shell";
import { compareView } from "./views/compare_view";
import { historyView } from "./views/history_view";
import { lostView } from "./views/lost_view";
import { runView } from "./views/run_view";
import { schedulesView } from "./views/schedules_view";
import { startView } from "./views/start_view";

const VIEWS: Record<string, View> = {
  "": startView,
  runs: runView,
  history: historyView,
  compare: compareView,
  schedules: schedulesView,
};

function start(): void {
  const root = document.documentElement;
  root.classList.add("scripted");
  const shell = makeShell(document.body);
  const palette = paletteOf(document.body);
  const charts = new ChartGroup();
  bindTheme(root, shell.themeButton, () => {
    palette.refresh();
    charts.redraw();
  });
  bindPrinting(document, charts, palette);
  const context: Context = {
    palette,
    charts,
    announce: shell.announce,
    setTitle: (text) => (document.title = `${text} – Plimsoll`),
  };
  let first = true;
  let shown = new AbortController();
  bindRouter((address) => {
    shown.abort();
    shown = new AbortController();
    const view = VIEWS[address.view] ?? lostView;
    shell.show(address.view, view(context, address, shown.signal), first);
    first = false;
  });
  api.service().then(
    ({ version }) => shell.tellVersion(`Plimsoll ${version}`),
    () => undefined,
  );
}

start();
