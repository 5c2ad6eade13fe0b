// Drives the dashboard in a real browser, against a server that answers as `plimsoll serve` does. A line a check; exit 1 if any
// fails.
//   node dashboard_test.mjs ASSETS REPORTS

import { statSync } from "node:fs";
import { join } from "node:path";

import { canvases, check, contrast, done, frames, launch, textPairs } from "../../page/browser.mjs";
import { startMock } from "./mock_server.mjs";

const [, , assets, reports] = process.argv;
if (!assets || !reports) {
  console.error("usage: node dashboard_test.mjs ASSETS REPORTS");
  process.exit(64);
}
const PATIENCE = { timeout: 60_000 };
const browser = await launch("the dashboard");
const mock = await startMock(assets, reports);

async function open(hash, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const said = [];
  const strangers = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(mock.url) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  await page.goto(`${mock.url}/${hash}`, { waitUntil: "load" });
  return { page, context, said, strangers };
}

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** Waits for what must come; tells whether it did. */
const comes = (waiting) => waiting.then(() => true, () => false);

async function weighsLittle() {
  const bytes = ["page.html", "page.js", "page.css"].map((name) => statSync(join(assets, name)).size).reduce((a, b) => a + b, 0);
  check(`the page weighs below 300 KB (${Math.round(bytes / 1000)} KB)`, bytes < 300_000);
}

async function everyViewHolds() {
  const views = {
    "#/": "Start a run", "#/runs/run-leaking": /Memory leaks/, "#/runs/run-failing": /thresholds failed/, "#/runs/run-hostile": null, "#/history": "History",
    "#/compare/run-healthy/run-leaking": "Two runs over each other", "#/schedules": "Schedules", "#/nothing": "There is no such page.",
  };
  for (const [hash, title] of Object.entries(views)) {
    for (const [width, height] of [[320, 700], [1280, 900], [3840, 2160]]) {
      const { page, context, said, strangers } = await open(hash, { viewport: { width, height } });
      const heading = page.getByRole("heading", { level: 1, ...(title ? { name: title } : {}) });
      check(`${hash} at ${width} px: its heading`, await comes(heading.first().waitFor(PATIENCE)));
      await page.waitForLoadState("networkidle");
      await frames(page);
      check(`${hash} at ${width} px: no wider than the window`, await fits(page));
      check(`${hash} at ${width} px: nothing on the console, nothing from elsewhere`, said.length + strangers.length === 0, [...said, ...strangers].join(" | "));
      await context.close();
    }
  }
}

async function readableByEyeAndEar() {
  for (const hash of ["#/", "#/runs/run-failing", "#/history", "#/compare/run-healthy/run-leaking", "#/schedules"]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, context } = await open(hash, { colorScheme });
      await page.getByRole("heading", { level: 1 }).first().waitFor(PATIENCE);
      await page.waitForLoadState("networkidle");
      const pairs = await textPairs(page);
      const faint = pairs.filter(([color, ground]) => contrast(color, ground) < 4.5);
      check(`${hash} ${colorScheme}: all text has a contrast of 4.5 (${pairs.length} pairs)`, pairs.length > 2 && faint.length === 0, JSON.stringify(faint));
      await context.close();
    }
    const { page, context } = await open(hash);
    await page.getByRole("heading", { level: 1 }).first().waitFor(PATIENCE);
    await page.waitForLoadState("networkidle");
    const found = await page.evaluate(() => {
      const named = (element) => element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.textContent.trim();
      const focusable = [...document.querySelectorAll("button, a[href], summary, input, textarea, [tabindex='0']")];
      return {
        nameless: focusable.filter((element) => !named(element)).map((element) => element.outerHTML.slice(0, 90)),
        mains: document.querySelectorAll("main").length,
        firsts: document.querySelectorAll("h1").length,
        doubled: [...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i),
        captions: [...document.querySelectorAll("table")].every((table) => table.caption?.textContent.trim()),
        levels: [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => Number(heading.tagName[1])),
        styled: document.querySelectorAll("main [style*='expression'], [onclick]").length,
      };
    });
    check(`${hash}: everything that takes the focus has a name`, found.nameless.length === 0, found.nameless.join(" "));
    check(`${hash}: one main landmark, one first heading`, found.mains === 1 && found.firsts === 1, JSON.stringify(found));
    check(`${hash}: no id stands twice`, found.doubled.length === 0, found.doubled.join(" "));
    check(`${hash}: every table has a caption`, found.captions);
    check(`${hash}: no heading skips a level`, found.levels.every((level, i) => i === 0 || level <= found.levels[i - 1] + 1), found.levels.join(" "));
    await context.close();
  }
}

async function aRunFromStartToEnd() {
  const { page, context, said, strangers } = await open("#/");
  const start = page.getByRole("button", { name: "Start", exact: true });
  await start.click();
  const target = page.getByLabel("Target", { exact: true });
  check("without a target the field says what is missing", (await target.getAttribute("aria-invalid")) === "true");
  check("and has the focus", await target.evaluate((element) => element === document.activeElement));
  await target.fill("http://127.0.0.1:5000/predict");
  await page.getByLabel("Users", { exact: true }).fill("many");
  await start.click();
  const refused = page.getByText("expected a whole number from 1");
  check("what the server finds stands at its field", await comes(refused.waitFor(PATIENCE)));
  await page.getByLabel("Users", { exact: true }).fill("10");
  await page.getByLabel("Spawn rate", { exact: true }).fill("2/s");
  await page.getByLabel("Wait", { exact: true }).fill("1s..3s");
  mock.state.asked.length = 0;
  await start.click();
  await page.waitForURL(/#\/runs\/live-/, PATIENCE);
  check("the start asks for what was written", JSON.stringify(mock.state.asked[0]?.body) ===
    '{"target":"http://127.0.0.1:5000/predict","users":10,"spawn_rate":"2/s","wait":"1s..3s"}', JSON.stringify(mock.state.asked));

  const now = page.getByRole("region", { name: "The run now" });
  check("the bar shows that it runs", await comes(now.getByText("Running").waitFor(PATIENCE)));
  check("and the figures of the second", await comes(now.getByText("164.6 /s").waitFor(PATIENCE)));
  const requests = page.locator(".figures dd.value").first();
  await requests.waitFor(PATIENCE);
  check("all charts are drawn", (await canvases(page)).every(({ drawn }) => drawn));

  // What the reader does stays while the report is made anew.
  const before = await requests.textContent();
  await page.locator("#failures details summary").first().click();
  const chart = page.getByRole("slider", { name: "Requests and failures per second over time" });
  await chart.focus();
  await page.locator("[data-chart=percentiles]").getByRole("button", { name: "p95" }).click();
  await page.getByRole("group", { name: "Requests to draw" }).getByRole("button", { name: "explain" }).click();
  await page.getByRole("region", { name: "Response times by request" }).getByRole("button", { name: "p50", exact: true }).click();
  await chart.focus();
  await page.keyboard.press("End");
  const told = await chart.getAttribute("aria-valuetext");
  await page.evaluate(() => new Promise((still) => {
    let last = -1;
    const look = () => (scrollY === last ? still() : ((last = scrollY), setTimeout(look, 100)));
    look();
  }));
  const scroll = await page.evaluate(() => scrollY);
  check("the report follows", await comes(page.waitForFunction((text) => document.querySelector(".figures dd.value").textContent !== text, before, PATIENCE)));
  await frames(page);
  check("details stay open", await page.locator("#failures details").first().evaluate((details) => details.open));
  check("the place stays", (await page.evaluate(() => scrollY)) === scroll);
  check("the focus stays on the chart", await page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Requests and failures per second over time"));
  check("and its cursor", (await chart.getAttribute("aria-valuetext")).split(":")[0] === told.split(":")[0], `${told} | ${await chart.getAttribute("aria-valuetext")}`);
  check("a line that was switched off stays so", (await page.locator("[data-chart=percentiles] .legend-entry[aria-pressed=false]").count()) === 1);
  check("the requests that were chosen stay so", await page.evaluate(() =>
    document.querySelector("[data-chooser] [data-request=explain]").getAttribute("aria-pressed") === "false" &&
    document.querySelector("th [data-request=explain]").getAttribute("aria-pressed") === "false" &&
    !document.querySelector("[data-chart=each-rate] .legend").textContent.includes("explain")));
  check("the table stays sorted", (await page.locator("th[aria-sort=descending]").textContent()) === "p50");

  const users = page.getByRole("slider", { name: "Active users and requests in flight over time" });
  const points = await users.getAttribute("aria-valuemax");
  await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
  const news = await requests.textContent();
  await page.waitForFunction((text) => document.querySelector(".figures dd.value").textContent !== text, news, PATIENCE);
  await frames(page);
  await users.evaluate((slider) => slider.scrollIntoView({ behavior: "instant" }));
  check("a chart that was out of sight is drawn anew when it is seen", await comes(page.waitForFunction(
    (before) => document.querySelector("[data-chart=users] [role=slider]").getAttribute("aria-valuemax") !== before, points, PATIENCE)));

  await page.getByLabel("Users", { exact: true }).fill("50");
  await page.getByRole("button", { name: "Change" }).click();
  check("users change while it runs", await comes(page.waitForFunction(() => document.querySelector(".live-figures dd span").textContent === "50", null, PATIENCE)));
  await page.getByRole("button", { name: "Pause" }).click();
  check("it is paused", await comes(now.getByText("Paused").waitFor(PATIENCE)));
  await page.getByRole("button", { name: "Resume" }).click();
  check("and resumed", await comes(now.getByText("Running").waitFor(PATIENCE)));

  mock.leave();
  check("a lost connection is told", await comes(page.getByText("The connection to Plimsoll is gone").waitFor(PATIENCE)));
  mock.back();
  check("and found again", await comes(page.getByText("The connection to Plimsoll is gone").waitFor({ state: "hidden", ...PATIENCE })));
  said.length = 0;

  const second = await context.newPage();
  await second.goto(page.url());
  check("a second tab shows it too", await comes(second.getByRole("region", { name: "The run now" }).getByText("164.6 /s").waitFor(PATIENCE)));
  const id = page.url().split("/").pop();
  const asked = mock.state.pages;
  const other = await context.newPage();
  await other.goto(page.url());
  const figure = other.locator(".figures dd.value").first();
  await figure.waitFor(PATIENCE);
  for (let turn = 0; turn < 2; turn += 1) {
    const text = await figure.textContent();
    await other.waitForFunction((before) => document.querySelector(".figures dd.value").textContent !== before, text, PATIENCE);
  }
  check("and three make the server write a report for one", mock.state.pages - asked <= 4, String(mock.state.pages - asked));
  await other.close();
  check("over one stream", mock.state.runs.get(id).streams.size === 1, String(mock.state.runs.get(id).streams.size));
  await page.reload();
  check("a reload loses nothing", await comes(now.getByText("164.6 /s").waitFor(PATIENCE)));

  await page.getByRole("button", { name: "Stop", exact: true }).click();
  check("it stops", await comes(now.waitFor({ state: "detached", ...PATIENCE })));
  check("and its verdict is there", await comes(page.locator(".report[data-outcome=fail] .pill").waitFor(PATIENCE)));
  check("in both tabs", await comes(second.locator(".report[data-outcome=fail] .pill").waitFor(PATIENCE)));
  check("nothing on the console, nothing from elsewhere", said.length + strangers.length === 0, [...said, ...strangers].join(" | "));
  await context.close();
}

async function takingAway() {
  const { page, context } = await open("#/runs/run-failing");
  await page.getByRole("heading", { level: 1 }).waitFor(PATIENCE);
  await page.getByText("Download", { exact: true }).click();
  for (const name of ["report.html", "run.json", "requests.csv", "memory.csv"]) {
    const [download] = await Promise.all([page.waitForEvent("download", PATIENCE), page.getByRole("link", { name }).click()]);
    check(`${name} is one click away`, download.suggestedFilename().endsWith(name), download.suggestedFilename());
  }
  await page.keyboard.press("Escape");
  check("Escape closes the menu", !(await page.locator("details.downloads").evaluate((menu) => menu.open)));
  const [picture] = await Promise.all([page.waitForEvent("download", PATIENCE), page.getByRole("button", { name: "Throughput and failures as PNG" }).click()]);
  check("a chart as PNG", picture.suggestedFilename() === "run-failing-throughput-and-failures.png", picture.suggestedFilename());
  await context.close();
}

async function findingInAReport() {
  const { page, context } = await open("#/runs/run-failing");
  await page.getByRole("heading", { level: 1 }).waitFor(PATIENCE);
  const table = page.getByRole("region", { name: "Response times by request" });
  const names = () => table.locator("tbody:not([hidden]) th").allTextContents();
  const all = await names();
  await page.getByRole("searchbox", { name: "Search requests" }).fill(all[0].slice(0, 6));
  check("a search leaves the requests that are meant", await comes(page.waitForFunction((count) => document.querySelectorAll("[aria-label='Response times by request'] tbody:not([hidden])").length < count, all.length, PATIENCE)) &&
    (await names()).every((name, i, left) => name === "All requests" ? i === left.length - 1 : name.includes(all[0].slice(0, 6))), (await names()).join());
  await page.getByRole("searchbox", { name: "Search requests" }).fill("no such request");
  check("and says where none is", await comes(page.getByText("No request has that in its name.").waitFor(PATIENCE)));
  await page.getByRole("button", { name: "Reset view" }).click();
  check("the view can be reset", (await names()).join() === all.join());

  const head = table.getByRole("button", { name: "max" });
  const figures = async () => (await table.locator("tbody:not(.all) tr:first-child td:last-child").allTextContents()).map((text) => Number(text.replaceAll(",", "")));
  await head.focus();
  await page.keyboard.press("Enter");
  const down = await figures();
  check("a head sorts by keyboard, the greatest first", down.every((value, i) => i === 0 || value <= down[i - 1]), down.join());
  await page.keyboard.press("Enter");
  const up = await figures();
  check("then the smallest first", up.every((value, i) => i === 0 || value >= up[i - 1]), up.join());
  check("the total stays last", (await table.locator("tbody").last().locator("th").textContent()) === "All requests");
  await page.getByRole("navigation", { name: "Contents" }).getByRole("link", { name: "Failures" }).click();
  check("a place in the report is no address", page.url().endsWith("#/runs/run-failing"));
  await page.keyboard.press("Tab");
  check("and the focus goes there", await page.evaluate(() => document.activeElement.closest("#failures") !== null));
  await context.close();
}

async function startedAgain() {
  const { page, context, said, strangers } = await open("#/runs/run-healthy");
  await page.getByRole("heading", { level: 1 }).waitFor(PATIENCE);
  mock.state.asked.length = 0;
  await page.getByRole("button", { name: "Start again" }).click();
  check("a run can be started again", await comes(page.waitForURL(/#\/runs\/live-/, PATIENCE)));
  check("by its id alone", JSON.stringify(mock.state.asked[0]) === '{"method":"POST","path":"runs/run-healthy/again","body":{}}', JSON.stringify(mock.state.asked));
  const log = page.getByRole("group", { name: "Last lines of the target's log" });
  await log.waitFor(PATIENCE);
  await log.evaluate((place) => place.scrollIntoView({ behavior: "instant" }));
  check("what its target writes follows", await comes(page.waitForFunction(() => /answered \d+/.test(document.querySelector("#log pre").textContent), null, PATIENCE)));
  const text = await log.textContent();
  check("and goes on", await comes(page.waitForFunction((before) => document.querySelector("#log pre").textContent !== before, text, PATIENCE)) &&
    /answered \d+/.test(await log.textContent()));
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.locator(".report[data-outcome=fail]").waitFor(PATIENCE);
  check("nothing on the console, nothing from elsewhere", said.length + strangers.length === 0, [...said, ...strangers].join(" | "));
  await context.close();
}

async function scenarioIsEdited() {
  const { page, context } = await open("#/");
  await page.getByRole("radio", { name: /nightly soak/ }).check();
  await page.getByText("Read or change the scenario").click();
  const text = page.getByRole("textbox", { name: "The scenario", exact: true });
  await page.waitForFunction(() => document.querySelector(".editor textarea").value.includes("nightly soak"), null, PATIENCE);
  check("a valid scenario is told", await comes(page.getByText("The scenario is valid.").waitFor(PATIENCE)));
  await text.evaluate((area) => area.setSelectionRange(area.value.indexOf("  spawn_rate"), area.value.indexOf("  spawn_rate")));
  await text.focus();
  await page.keyboard.type("  userz: 3");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  check("a finding stands at its line while one types", await comes(page.locator(".line-numbers .error", { hasText: "5" }).waitFor(PATIENCE)));
  const finding = page.getByRole("button", { name: "line 5" });
  await finding.click();
  check("and leads there", (await text.evaluate((area) => area.value.slice(0, area.selectionStart).split("\n").length)) === 5);
  await text.evaluate((area) => {
    area.value = area.value.replace("  userz: 3\n", "");
    area.setSelectionRange(area.value.indexOf("  spawn_rate"), area.value.indexOf("  spawn_rate"));
    area.dispatchEvent(new Event("input"));
  });
  await text.focus();
  await page.keyboard.type("  a");
  const proposal = page.getByRole("option", { name: /arrivals/ });
  check("the schema's keys are offered, but those that stand there", await comes(proposal.waitFor(PATIENCE)) && (await page.getByRole("option").count()) === 1);
  await page.keyboard.press("Enter");
  check("Enter takes one", (await text.inputValue()).includes("  arrivals: "));
  await page.keyboard.press("Control+Space");
  check("and then its values", await comes(page.getByRole("option", { name: "poisson" }).waitFor(PATIENCE)));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  check("arrows choose, Tab takes", (await text.inputValue()).includes("  arrivals: poisson"));
  mock.state.asked.length = 0;
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.waitForURL(/#\/runs\/live-/, PATIENCE);
  const body = mock.state.asked.find(({ path }) => path === "runs")?.body;
  check("the changed text is what starts", body?.scenario === "soak.yaml" && body.yaml.includes("arrivals: poisson"), JSON.stringify(body));
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await context.close();
}

async function historyHolds() {
  const { page, context, said } = await open("#/history");
  const table = page.getByRole("region", { name: "Runs", exact: true });
  await table.getByRole("row").nth(3).waitFor(PATIENCE);
  await page.getByLabel("Search", { exact: true }).fill("upgrade");
  check("a search narrows the list", await comes(page.waitForFunction(() => document.querySelectorAll("table.runs tbody tr").length === 1, null, PATIENCE)));
  check("and stands in the address", page.url().includes("search=upgrade"));
  await page.reload();
  check("so that a reload keeps it", await comes(page.waitForFunction(() => document.querySelectorAll("table.runs tbody tr").length === 1, null, PATIENCE)));
  await page.getByLabel("Search", { exact: true }).fill("");
  await page.waitForFunction(() => document.querySelectorAll("table.runs tbody tr").length > 3, null, PATIENCE);

  await page.getByRole("button", { name: /^Tags and note of nightly soak of 2026-11-28/ }).click();
  await page.getByRole("dialog").getByLabel("Tags").fill("staging slow");
  await page.getByRole("dialog").getByLabel("Note").fill("after the upgrade");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  check("tags and notes are changed", await comes(table.getByText("slow", { exact: true }).waitFor(PATIENCE)) && (await table.getByText("after the upgrade").count()) === 1);

  await page.getByRole("button", { name: "Trend of nightly soak" }).first().click();
  const slider = page.getByRole("slider", { name: "Response time p95 over the runs" });
  check("the trend of a scenario is drawn", await comes(slider.waitFor(PATIENCE)) && (await canvases(page)).every(({ drawn }) => drawn));
  await slider.focus();
  await page.keyboard.press("End");
  check("and read out", /^2026-11-28 02:00: .* ms, leak$/.test(await slider.getAttribute("aria-valuetext")), await slider.getAttribute("aria-valuetext"));

  const all = async () => {
    await page.getByLabel("Scenario", { exact: true }).fill("");
    await page.waitForFunction(() => document.querySelectorAll("table.runs tbody tr").length > 3, null, PATIENCE);
  };
  await all();
  await page.getByRole("button", { name: "Trend of hour" }).first().click();
  check("of a single run it says what is missing", await comes(page.getByText("A trend begins with the second.").waitFor(PATIENCE)));
  await page.getByLabel("Scenario", { exact: true }).fill("nightly soak");
  await page.waitForFunction(() => ![...document.querySelectorAll("table.runs tbody th.name a")].some((a) => a.textContent !== "nightly soak"), null, PATIENCE);

  for (const box of [0, 1, 2]) await table.getByRole("checkbox").nth(box).check();
  check("the last two that were chosen count", (await table.getByRole("checkbox", { checked: true }).count()) === 2);
  await page.getByRole("button", { name: "Compare two runs" }).click();
  await page.waitForURL(/#\/compare\//, PATIENCE);
  check("two runs are overlaid", await comes(page.getByRole("slider", { name: "Response time p95 of both runs" }).waitFor(PATIENCE)));
  check("with their change", (await page.getByRole("row", { name: /^Response time p95/ }).getByRole("cell").last().textContent()) === "+3.4 %");
  check("older first", /compare\/run-failing\/run-healthy$/.test(page.url()), page.url());
  check("their charts are drawn", (await canvases(page)).every(({ drawn }) => drawn));
  check("nothing on the console", said.length === 0, said.join(" | "));
  await context.close();
}

async function streamsHold() {
  const { page, context, said } = await open("#/history");
  check("the list tells first token and tokens of a run with streams",
    await comes(page.getByText("first token p95 504 ms, 1,349 tokens/s").waitFor(PATIENCE)));
  check("and of no other", (await page.getByText(/first token p95/).count()) === 1);
  await page.goto(page.url().replace(/#.*/, "#/compare/run-streams/run-healthy"));
  check("a comparison draws them", await comes(page.getByRole("slider", { name: "First token p50 of both runs" }).waitFor(PATIENCE)) &&
    (await page.getByRole("slider", { name: "Tokens per second of both runs" }).count()) === 1);
  await page.goto(page.url().replace(/#.*/, "#/runs/run-streams"));
  check("the page of the run has their charts", await comes(page.getByRole("slider", { name: "Goodput against load" }).waitFor(PATIENCE)));
  check("nothing on the console of streams", said.length === 0, said.join(" | "));
  await context.close();
}

async function schedulesHold() {
  const { page, context } = await open("#/schedules");
  await page.getByRole("button", { name: "Pause nightly" }).click();
  check("a schedule is paused", await comes(page.getByRole("button", { name: "Resume nightly" }).waitFor(PATIENCE)) && mock.state.schedule.paused);
  await page.getByRole("button", { name: "Run nightly now" }).click();
  check("and run now", await comes(page.getByText("nightly runs now.").waitFor({ state: "attached", ...PATIENCE })) &&
    mock.state.asked.some(({ path }) => path === "schedules/nightly/now"));
  check("its last verdict leads to the run", (await page.getByRole("link", { name: "leak" }).getAttribute("href")) === "#/runs/run-leaking");
  await context.close();
}

async function byKeyboardAlone() {
  const { page, context } = await open("#/");
  await page.keyboard.press("Tab");
  check("the first stop skips to the content", await page.evaluate(() => document.activeElement.textContent === "Skip to the content"));
  await page.keyboard.press("Enter");
  check("and does", await page.evaluate(() => document.activeElement.id === "main"));
  const unseen = await page.evaluate(async () => {
    const seen = [];
    for (const element of document.querySelectorAll("main button, main input, main a, main summary, header a")) {
      if (element.closest("[hidden]") || element.disabled) continue;
      element.focus({ focusVisible: true });
      if (element !== document.activeElement) continue;
      const style = getComputedStyle(element);
      if (style.outlineStyle === "none" || style.outlineWidth === "0px") seen.push(element.outerHTML.slice(0, 80));
    }
    return seen;
  });
  check("the focus can be seen", unseen.length === 0, unseen.join(" "));
  await page.getByRole("link", { name: "History" }).press("Enter");
  await page.getByRole("heading", { level: 1, name: "History" }).waitFor(PATIENCE);
  check("a way leads to its view, and the focus with it", await page.evaluate(() => document.activeElement.id === "main"));
  check("the way that was taken is marked", (await page.getByRole("link", { name: "History" }).getAttribute("aria-current")) === "page");
  await context.close();
}

try {
  await weighsLittle();
  await everyViewHolds();
  await readableByEyeAndEar();
  await aRunFromStartToEnd();
  await takingAway();
  await findingInAReport();
  await startedAgain();
  await scenarioIsEdited();
  await historyHolds();
  await streamsHold();
  await schedulesHold();
  await byKeyboardAlone();
} finally {
  await browser.close();
  mock.close();
}
done("the dashboard");
