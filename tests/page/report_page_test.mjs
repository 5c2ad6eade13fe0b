// Opens the sample reports in a real browser, from files, as a reader does. A line a check; exit 1 if any fails.
//   node report_page_test.mjs FOLDER

import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { canvases, check, contrast, done, frames, launch, textPairs } from "./browser.mjs";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node report_page_test.mjs FOLDER");
  process.exit(64);
}
const browser = await launch("the report page");

/** Opens one report; tells what the page said and asked for. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(join(resolve(folder), `${name}.html`)).href;
  await page.goto(url, { waitUntil: "load" });
  if (options.javaScriptEnabled !== false) await frames(page);
  return { page, context, said, strangers: () => asked.filter((other) => other.split("#")[0] !== url) };
}

async function opensQuietly() {
  const expected = { leaking: 12, healthy: 12, failing: 15, hour: 12, day: 14, died: 7, hostile: 15, crowd: 15, streams: 30, empty: 0 };
  for (const [name, count] of Object.entries(expected)) {
    const { page, context, said, strangers } = await open(name);
    check(`${name}: nothing on the console`, said.length === 0, said.join(" | "));
    check(`${name}: nothing asked of a network`, strangers().length === 0, strangers().join(" "));
    const drawn = await canvases(page);
    check(`${name}: ${count} charts are drawn`, drawn.length === count && drawn.every((canvas) => canvas.drawn),
      JSON.stringify(drawn));
    check(`${name}: no wider than its window`,
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await context.close();
  }
}

async function hostileTextStaysText() {
  const { page, context } = await open("hostile");
  check("hostile text runs nothing", (await page.evaluate(() => window.attacked)) === undefined);
  check("hostile text makes no element", (await page.locator("img").count()) === 0);
  check("hostile text is shown as it came", (await page.locator("h3").allTextContents()).join().includes("<img src=x"));
  await context.close();
}

async function themes() {
  const { page, context } = await open("leaking", { colorScheme: "dark" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  check("dark where the system is dark", contrast(dark, "rgb(0, 0, 0)") < 2, dark);
  const toggle = page.getByRole("button", { name: "Dark" });
  check("the toggle tells the state", (await toggle.getAttribute("aria-pressed")) === "true");
  await toggle.focus();
  await page.keyboard.press("Enter");
  const light = await paper();
  check("the toggle works by keyboard", contrast(light, "rgb(255, 255, 255)") < 1.2, light);
  check("and tells it", (await toggle.getAttribute("aria-pressed")) === "false");
  check("the charts are drawn anew", (await canvases(page)).every((canvas) => canvas.drawn));
  await page.reload();
  check("the choice is remembered", contrast(await paper(), "rgb(255, 255, 255)") < 1.2);
  await context.close();
}

async function textIsLegible() {
  for (const [name, colorScheme] of [["failing", "light"], ["failing", "dark"], ["streams", "light"], ["streams", "dark"]]) {
    const { page, context } = await open(name, { colorScheme });
    const pairs = await textPairs(page);
    const faint = pairs.filter(([color, ground]) => contrast(color, ground) < 4.5);
    check(`${name}, ${colorScheme}: all text has a contrast of 4.5 (${pairs.length} pairs)`,
      pairs.length > 3 && faint.length === 0, JSON.stringify(faint));
    await context.close();
  }
}

async function readableByEar(name, verdict, charts) {
  const { page, context } = await open(name);
  const found = await page.evaluate(() => {
    const named = (element) => element.getAttribute("aria-label") || element.textContent.trim();
    const visible = [...document.querySelectorAll("button, a, summary, [tabindex='0']")];
    return {
      mains: document.querySelectorAll("main").length,
      h1: [...document.querySelectorAll("h1")].map((h1) => h1.textContent),
      nameless: visible.filter((element) => !named(element)).length,
      sections: [...document.querySelectorAll("section")].every(
        (section) => document.getElementById(section.getAttribute("aria-labelledby"))?.textContent),
      captions: [...document.querySelectorAll("table")].every((table) => table.caption?.textContent.trim()),
      scopes: [...document.querySelectorAll("th")].every((th) => th.scope),
      summaries: [...document.querySelectorAll("figure")].every((figure) => figure.querySelector("figcaption p")),
      sliders: [...document.querySelectorAll("[role=slider]")].map((slider) => slider.getAttribute("aria-valuetext")),
      levels: [...document.querySelectorAll("h1, h2, h3, h4, h5")].map((heading) => Number(heading.tagName[1])),
      doubled: [...document.querySelectorAll("[id]")].filter(
        (element) => document.querySelectorAll(`[id="${element.id}"]`).length > 1).length,
    };
  });
  check(`${name}: one main landmark`, found.mains === 1);
  check(`${name}: one first heading, the verdict`, found.h1.length === 1 && found.h1[0] === verdict, found.h1[0]);
  check(`${name}: everything that takes the focus has a name`, found.nameless === 0);
  check(`${name}: every section has its heading`, found.sections);
  check(`${name}: every table has a caption and every head a scope`, found.captions && found.scopes);
  check(`${name}: every chart has its main numbers in words`, found.summaries);
  check(`${name}: every chart reads out its points`, found.sliders.length === charts && found.sliders.every(Boolean));
  check(`${name}: no heading skips a level`, found.levels.every((level, i) => i === 0 || level <= found.levels[i - 1] + 1),
    found.levels.join(" "));
  check(`${name}: no id stands twice`, found.doubled === 0);
  await context.close();
}

async function chartsByKeyboard() {
  const { page, context } = await open("leaking");
  const slider = page.getByRole("slider", { name: "Requests and failures per second over time" });
  await slider.focus();
  await page.keyboard.press("End");
  check("End moves the cursor to the last point", (await slider.getAttribute("aria-valuetext")).startsWith("5 min"),
    await slider.getAttribute("aria-valuetext"));
  await page.keyboard.press("ArrowLeft");
  const text = await slider.getAttribute("aria-valuetext");
  check("an arrow moves it by a point", /^4 min 5\d s: requests \d+\/s/.test(text), text);
  const others = await page.locator(".legend-when").allTextContents();
  check("the cursors of all charts over time move together",
    others.filter((other) => other.startsWith("at 4 min 5")).length >= 7, JSON.stringify(others));
  const choice = page.getByRole("button", { name: /RSS/ });
  check("RSS can be chosen", (await choice.getAttribute("aria-pressed")) === "false");
  await choice.focus();
  await page.keyboard.press("Space");
  check("and is then shown", (await choice.getAttribute("aria-pressed")) === "true");
  await context.close();
}

async function eachRequestIsChosen() {
  const { page, context, said } = await open("failing");
  const rate = page.getByRole("slider", { name: "Requests per second over time, by name" });
  const told = async (slider) => {
    await slider.focus();
    await page.keyboard.press("End");
    return slider.getAttribute("aria-valuetext");
  };
  check("all of a few requests are drawn at first", /predict .*\/s, explain .*\/s/.test(await told(rate)), await told(rate));
  const list = page.getByRole("group", { name: "Requests to draw" });
  const explain = list.getByRole("button", { name: "explain" });
  check("the list says which", (await explain.getAttribute("aria-pressed")) === "true");
  await explain.focus();
  await page.keyboard.press("Space");
  check("one is left out by keyboard, and keeps the focus", (await explain.getAttribute("aria-pressed")) === "false" &&
    (await explain.evaluate((button) => button === document.activeElement)));
  check("then the other stands alone", /: predict [^,]*$/.test(await told(rate)), await told(rate));
  const percentiles = page.locator("[data-chart=each-percentiles] .legend");
  check("with its percentiles", /p95 of 8 s.*p50/.test(await percentiles.textContent()), await percentiles.textContent());
  const row = page.getByRole("region", { name: "Response times by request" }).getByRole("button", { name: "explain" });
  await row.click();
  check("a row of the table chooses too", (await row.getAttribute("aria-pressed")) === "true" && (await explain.getAttribute("aria-pressed")) === "true");
  check("and is drawn", (await told(rate)).includes("explain"));
  check("nothing on the console while choosing", said.length === 0, said.join(" | "));
  await context.close();
}

async function failuresAndTimesOverTime() {
  const { page, context } = await open("failing");
  const told = async (name, key = "Home") => {
    const slider = page.getByRole("slider", { name });
    await slider.focus();
    await page.keyboard.press(key);
    return slider.getAttribute("aria-valuetext");
  };
  const failed = await told("Failures per second over time, by kind");
  check("failures are read out by kind", /timeout .*\/s, status .*\/s/.test(failed), failed);
  const heat = await told("Heat map of response times over time", "End");
  check("the heat map reads out its columns", /^from .* s: \d+ requests in .* ms to .* ms, most in .* ms to .* ms$/.test(heat), heat);
  const cursors = await page.locator("[data-chart=throughput] .legend-when").textContent();
  check("and moves the cursor of the charts of lines", /^at 5\d/.test(cursors), cursors);
  const boxOf = async (chart) => {
    const over = page.locator(`[data-chart=${chart}] .u-over`);
    await over.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
    await frames(page);  // a chart learns with the next frame that it has moved
    return over.boundingBox();
  };
  const map = await boxOf("heat");
  await page.mouse.move(map.x + map.width * 0.25, map.y + map.height / 2);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.5, map.y + map.height / 2, { steps: 4 });
  await page.mouse.up();
  await frames(page);
  const lines = await boxOf("throughput");
  await page.mouse.move(lines.x + lines.width * 0.5, lines.y + lines.height / 2);
  await frames(page);
  const at = await page.locator("[data-chart=throughput] .legend-when").textContent();
  check("a stretch chosen in the heat map is that of all charts", /^at 2[0-4]/.test(at), at);
  check("the rule of percentiles is told", /needs \(p50 5, p95 59, p99 299\)/.test(await page.locator("figure:has([data-chart=percentiles]) figcaption").textContent()));
  check("a percentile of longer steps says so", /p95 of \d+ s/.test(await page.locator("[data-chart=percentiles] .legend").textContent()));
  await context.close();
}

async function memoryOverItsLoad() {
  const { page, context } = await open("crowd");
  const inLine = await page.evaluate(() => {
    const lefts = ["memory", "load", "processes"].map((name) => {
      const plot = document.querySelector(`[data-chart=${name}] .u-over`).getBoundingClientRect();
      return `${Math.round(plot.left)} to ${Math.round(plot.right)}`;
    });
    return new Set(lefts).size === 1 ? "" : lefts.join(", ");
  });
  check("memory, its load and its processes have one time axis", inLine === "", inLine);
  const stack = page.getByRole("slider", { name: /^Memory by process/ });
  await stack.focus();
  await page.keyboard.press("End");
  const told = await stack.getAttribute("aria-valuetext");
  check("the stack reads out each process, and not their sums", /4715 \d\d\.?\d* MiB, /.test(told), told);
  check("its parts cannot be switched off", (await page.locator("[data-chart=processes] button").count()) === 0);
  const folded = page.locator("details:has([data-chart=further])");
  check("what is not judged is folded", !(await folded.evaluate((details) => details.open)));
  await folded.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => {
    const places = [...document.querySelectorAll("details [data-chart=further]")];
    return places.every((place) => Math.abs(place.querySelector("canvas").clientWidth - place.clientWidth) < 2);
  });
  check("and fits when it is laid open", true);
  await context.close();
}

async function tokenStreams() {
  const { page, context, said } = await open("streams");
  const told = async (name, key = "End") => {
    const slider = page.getByRole("slider", { name, exact: true });
    await slider.focus();
    await page.keyboard.press(key);
    return slider.getAttribute("aria-valuetext");
  };
  check("the section of streams stands in the contents", await page.getByRole("link", { name: "Token streams" }).isVisible());
  const counts = await page.getByRole("region", { name: "Token streams by request", exact: true }).textContent();
  check("it has what came of each request", /stop 3,\d+, length \d+/.test(counts) && /\d+ stalled, \d+ stream_cut/.test(counts), counts);
  const times = await page.getByRole("region", { name: "Times of token streams by request" }).textContent();
  check("times from due and from sent, of good ones and of all, with where the count is from",
    ["First token", "First token, from sent", "First token, failed ones too", "Time a token (tokens counted by the server)"]
      .every((title) => times.includes(title)), times);
  check("the first token is read out", /p90 of 4 s \d+ ms|p50 \d+ ms/.test(await told("First token over time")));
  const sent = await told("First token over time, from due and from sent");
  check("from due and from sent", /p90 from due \d+ ms, p90 from sent \d+ ms/.test(sent), sent);
  const tokens = await told("Tokens per second over time");
  check("tokens in all and by user", /events with a token, as they came .*\/s, tokens, when their stream ended .*\/s, tokens of each user .*\/s/.test(tokens), tokens);
  const load = await told("Goodput against load");
  check("goodput against load", /^at 6\d(\.\d)? users: met every limit .*\/s, all with an slo .*\/s$/.test(load), load);
  const cache = await told("The server's cache over time");
  check("the server's cache", /KV cache in use 100 %/.test(cache), cache);
  const queue = await told("The server's queue over time");
  check("the server's queue", /requests it works on 40, requests that wait 24/.test(queue), queue);
  const inLine = await page.evaluate(() => {
    const lefts = ["stream-ttft", "serving-cache", "serving-queue", "stream-memory"].map((name) => {
      const plot = document.querySelector(`[data-chart=${name}] .u-over`).getBoundingClientRect();
      return `${Math.round(plot.left)} to ${Math.round(plot.right)}`;
    });
    return new Set(lefts).size === 1 ? "" : lefts.join(", ");
  });
  check("first token, cache, queue and memory have one time axis", inLine === "", inLine);
  check("nothing on the console among the streams", said.length === 0, said.join(" | "));
  for (const width of [320, 1280, 3840]) {
    await page.setViewportSize({ width, height: 900 });
    await frames(page);
    check(`streams at ${width} px: no wider than the window`,
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  }
  await context.close();
  const without = await open("healthy");
  check("a run without streams has no word of them", !/stream/i.test(await without.page.locator("main").textContent()));
  await without.context.close();
}

async function otherWidthsAndPaper() {
  const { page, context, said } = await open("failing", { viewport: { width: 400, height: 800 } });
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  check("400 px: no wider than its window", await fits());
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  check("400 px: nor with everything laid open", await fits());
  const narrow = (await canvases(page)).map((canvas) => canvas.width);
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.waitForFunction((least) => [...document.querySelectorAll("canvas")].some((c) => c.width > least),
    Math.max(...narrow));
  check("charts follow the window", true);
  const paper = await page.pdf({ format: "A4" });
  check("it prints", paper.length > 20_000 && said.length === 0, said.join(" | "));
  await context.close();
}

async function withoutScript() {
  const { page, context } = await open("leaking", { javaScriptEnabled: false });
  check("without JavaScript: the verdict is there", await page.getByRole("heading", { level: 1 }).isVisible());
  check("without JavaScript: the tables are there", (await page.locator("table").count()) >= 5);
  await context.close();
}

try {
  await opensQuietly();
  await hostileTextStaysText();
  await themes();
  await textIsLegible();
  await readableByEar("leaking", "Memory leaks: 3.93\u00a0KiB a request, the limit of 2.00\u00a0GiB is reached in 1\u00a0h 35\u00a0min.", 12);
  await readableByEar("failing", "2 of 4 thresholds failed.", 15);
  await readableByEar("crowd", "Memory leaks: 3.20\u00a0KiB a request.", 15);
  await readableByEar("streams", "2 of 4 thresholds failed.", 30);
  await readableByEar("died", "The target went away.", 7);
  await chartsByKeyboard();
  await eachRequestIsChosen();
  await failuresAndTimesOverTime();
  await memoryOverItsLoad();
  await tokenStreams();
  await otherWidthsAndPaper();
  await withoutScript();
} finally {
  await browser.close();
}
done("the report page");
