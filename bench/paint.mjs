// How soon the page and the report of a run of 24 hours show something, and all of it, in headless Chromium.
//   node bench/paint.mjs PLIMSOLL SAMPLE_REPORTS [ROUNDS]
// First paint: the browser's own first contentful paint. Verdict: its heading is there. Charts: all of them are drawn.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { launch } from "../tests/page/browser.mjs";

const [program, samples] = process.argv.slice(2, 4).map((path) => resolve(path));
const rounds = Number(process.argv[4] ?? 7);
const folder = mkdtempSync(join(tmpdir(), "plimsoll-paint-"));
const store = join(folder, "runs.db");
execFileSync(samples, [folder, "--records"]);
execFileSync(program, ["runs", "import", "--store", store, join(folder, "day.json")]);
const server = spawn(program, ["serve", "--port", "0", "--store", store], { stdio: ["ignore", "pipe", "inherit"] });
const home = await new Promise((said) => server.stdout.on("data", (chunk) => {
  const found = /http:\/\/\S+?(?=\/?\s)/.exec(String(chunk));
  if (found) said(found[0]);
}));
const { runs } = await (await fetch(`${home}/api/v1/runs`)).json();
const browser = await launch("first paint");

async function measured(url) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const look = () => {
      if (!window.verdictAt && document.querySelector("#verdict-title")) window.verdictAt = performance.now();
      const places = [...document.querySelectorAll("[data-chart]")];
      if (places.length > 0 && document.readyState === "complete" && places.every((place) => place.querySelector("canvas"))) {
        window.chartsAt ??= performance.now();
      }
      if (!window.chartsAt) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await page.waitForFunction(() => window.chartsAt && performance.getEntriesByName("first-contentful-paint").length > 0);
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime, verdict: window.verdictAt, charts: window.chartsAt,
  }));
  await context.close();
  return times;
}

const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const row = (name, all) => {
  const [paint, verdict, charts] = ["paint", "verdict", "charts"].map((key) => Math.round(middle(all.map((times) => times[key]))));
  console.log(`| ${name} | ${paint} | ${verdict} | ${charts} |`);
};
try {
  const pages = {
    "report.html": pathToFileURL(join(folder, "day.html")).href,
    "the run on the dashboard": `${home}/#/runs/${runs[0].id}`,
  };
  console.log("| a run of 24 hours, ms until | first paint | verdict | all charts |\n|---|---|---|---|");
  for (const [name, url] of Object.entries(pages)) {
    const all = [];
    for (let round = 0; round < rounds; round += 1) all.push(await measured(url));
    row(name, all);
  }
  console.log(`\nMedian of ${rounds}; report.html ${Math.round(statSync(join(folder, "day.html")).size / 1024)} KiB, run.json ${Math.round(statSync(join(folder, "day.json")).size / 1024)} KiB.`);
} finally {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true });
}
