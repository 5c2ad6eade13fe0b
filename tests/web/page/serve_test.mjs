// Drives `plimsoll serve` in a real browser, as a person does who has a service to load: start, watch, change, stop, take away,
// look back, compare. A line a check; exit 1 if any fails.
//   node serve_test.mjs PLIMSOLL

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { canvases, check, done, launch } from "../../page/browser.mjs";

const program = process.argv[2] && resolve(process.argv[2]);
if (!program) {
  console.error("usage: node serve_test.mjs PLIMSOLL");
  process.exit(64);
}
const PATIENCE = { timeout: 30_000 };
const folder = mkdtempSync(join(tmpdir(), "plimsoll-dashboard-"));
const started = [];

/** Starts the program; gives what the line that it is waited for says. */
function begin(args, line) {
  const child = spawn(program, args, { cwd: folder, env: { ...process.env, XDG_DATA_HOME: join(folder, "data"), XDG_STATE_HOME: join(folder, "state") } });
  started.push(child);
  return new Promise((said, failed) => {
    let text = "";
    const read = (chunk) => {
      text += chunk;
      const found = line.exec(text);
      if (found) said({ child, found: found[1] });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => failed(new Error(`${args[0]} ended with ${code}: ${text}`)));
  });
}

function ended(child) {
  return child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((over) => child.once("exit", over));
}

const comes = (waiting) => waiting.then(() => true, () => false);

/** The text of a report, word by word, without what the page adds to it. */
function wordsOf(page, selector) {
  return page.evaluate((from) => {
    const copy = document.querySelector(from).cloneNode(true);
    for (const added of copy.querySelectorAll(".chart, button.picture, button.copy, script, [data-chooser] > *")) added.remove();
    return copy.textContent.replace(/\s+/g, " ").trim();
  }, selector);
}

/** A run outlives its server: none is left behind. */
async function stopRuns(home) {
  const signal = AbortSignal.timeout(5000);
  const { runs } = await (await fetch(`${home}/api/v1/runs`, { signal })).json();
  for (const { id, state } of runs) {
    if (state !== "running") continue;
    await fetch(`${home}/api/v1/runs/${id}/stop`, { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", signal });
  }
}

const browser = await launch("the dashboard of plimsoll serve");
let home = "";
try {
  mkdirSync(join(folder, "scenarios"));
  const target = (await begin(["demo-target", "--port", "0"], /listening on (http:\S+)/)).found;
  writeFileSync(join(folder, "scenarios", "soak.yaml"),
    `name: dashboard soak\ntarget: ${target}\nload: {users: 2, spawn_rate: 10/s, wait: 20ms..40ms, duration: 4s}\nrequests:\n` +
    "  - {name: predict, post: /predict, json: {rows: [[5.1, 3.5, 1.4, 0.2]]}}\n  - {name: health, get: /health}\n");
  const store = join(folder, "runs.db");
  const serve = (port) => begin(["serve", "--port", port, "--store", store, "--scenarios", join(folder, "scenarios")], /dashboard at (http:\S+?)\/?\s/);
  let server = await serve("0");
  home = server.found;
  const homes = [home];

  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  let said = [];
  const strangers = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!homes.some((own) => request.url().startsWith(own)) && !/^(data|blob):/.test(request.url())) strangers.push(request.url());
  });
  const quiet = (when) => {
    check(`${when}: nothing on the console, nothing from elsewhere`, said.length + strangers.length === 0, [...said, ...strangers].join(" | "));
    said = [];
  };
  const now = page.getByRole("region", { name: "The run now" });

  await page.goto(home, { waitUntil: "load" });
  await page.getByLabel("Target", { exact: true }).fill(`${target}/health`);
  await page.getByLabel("Users", { exact: true }).fill("none");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  check("what the program finds stands at its field", await comes(page.locator("input[aria-invalid=true]").first().waitFor(PATIENCE)) &&
    (await page.getByLabel("Users", { exact: true }).getAttribute("aria-invalid")) === "true", await page.locator(".message.refused").textContent());
  said = said.filter((line) => !line.includes("400"));  // the browser's own word for the refusal
  await page.getByLabel("Users", { exact: true }).fill("2");
  await page.getByLabel("Spawn rate", { exact: true }).fill("10/s");
  await page.getByLabel("Wait", { exact: true }).fill("20ms..40ms");
  await page.getByLabel("Duration", { exact: true }).fill("10m");
  await page.getByLabel("Note", { exact: true }).fill("from the page");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  check("a run starts", await comes(page.waitForURL(/#\/runs\//, PATIENCE)), await page.locator("main").textContent());
  check("its figures come", await comes(page.waitForFunction(() => /^\d/.test(document.querySelector(".live-figures dd span")?.textContent ?? ""), null, PATIENCE)));
  check("and its report, with the verdict so far", await comes(page.locator(".report[data-outcome=running] h1").waitFor(PATIENCE)));
  quiet("started");

  await page.getByLabel("Users", { exact: true }).fill("7");
  await page.getByRole("button", { name: "Change" }).click();
  check("users change", await comes(page.waitForFunction(() => document.querySelector(".live-figures dd span").textContent === "7", null, PATIENCE)));
  await page.getByRole("button", { name: "Pause" }).click();
  check("it pauses", await comes(now.getByText("Paused").waitFor(PATIENCE)));
  await page.getByRole("button", { name: "Resume" }).click();
  check("and goes on", await comes(now.getByText("Running").waitFor(PATIENCE)));
  await page.reload();
  check("a reload loses nothing", await comes(now.getByText("Running").waitFor(PATIENCE)));
  quiet("steered");

  server.child.kill("SIGKILL");
  await ended(server.child);
  check("a server that is gone is told", await comes(page.getByText("The connection to Plimsoll is gone").waitFor(PATIENCE)));
  server = await serve("0");
  home = server.found;
  homes.push(home);
  await page.goto(home, { waitUntil: "load" });
  check("the run has outlived it, and the start shows it", await comes(page.getByRole("region", { name: "Going on now" }).getByRole("link").first().waitFor(PATIENCE)));
  await page.getByRole("region", { name: "Going on now" }).getByRole("link").first().click();
  await now.waitFor(PATIENCE);
  said = [];

  await page.getByRole("button", { name: "Stop", exact: true }).click();
  check("it stops", await comes(now.waitFor({ state: "detached", ...PATIENCE })));
  check("its verdict is there", await comes(page.locator(".report:not([data-outcome=running]) h1").waitFor(PATIENCE)));
  check("all charts are drawn", (await canvases(page)).every(({ drawn }) => drawn));
  check("so is its note", (await page.locator(".run-title .note").textContent()) === "from the page" &&
    (await page.getByText("from the page", { exact: true }).filter({ visible: true }).count()) === 1);

  // Every word and number of the page is the report's.
  await page.getByText("Download", { exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent("download", PATIENCE), page.getByRole("link", { name: "report.html" }).click()]);
  const report = join(folder, "report.html");
  await download.saveAs(report);
  const reading = await context.newPage();
  await reading.goto(`file://${report}`);
  const [shown, written] = [await wordsOf(page, ".report"), await wordsOf(reading, "main")];
  const differs = [...shown].findIndex((letter, i) => letter !== written[i]);
  check("every number of the page is the report's", shown === written && shown.length > 500, `"${shown.slice(differs - 30, differs + 30)}" | "${written.slice(differs - 30, differs + 30)}"`);
  await reading.close();
  for (const name of ["run.json", "requests.csv", "timeline.csv", "memory.csv", "junit.xml", "summary.md"]) {
    const [file] = await Promise.all([page.waitForEvent("download", PATIENCE), page.getByRole("link", { name }).click()]);
    const text = readFileSync(await file.path(), "utf8");
    check(`${name} can be taken`, text.length > 20, text.slice(0, 80));
  }
  quiet("stopped");

  // Two runs of a scenario, one of them changed in the page.
  for (const changed of [false, true]) {
    await page.goto(`${home}/#/`);
    await page.getByRole("radio", { name: /dashboard soak/ }).check();
    if (changed) {
      await page.getByText("Read or change the scenario").click();
      const text = page.getByRole("textbox", { name: "The scenario", exact: true });
      await page.waitForFunction(() => document.querySelector(".editor textarea").value.includes("dashboard soak"), null, PATIENCE);
      const whole = await text.inputValue();
      await text.fill(whole.replace("users: 2", "usrs: 2"));
      check("a finding stands at its line", await comes(page.locator(".line-numbers .error", { hasText: "3" }).waitFor(PATIENCE)), await page.locator(".findings").textContent());
      await text.fill(whole.replace("users: 2", "users: 3"));
      check("and goes when it is mended", await comes(page.getByText("The scenario is valid.").waitFor(PATIENCE)));
    }
    await page.getByRole("button", { name: "Start", exact: true }).click();
    check(`a scenario${changed ? " that was changed" : ""} starts`, await comes(page.waitForURL(/#\/runs\//, PATIENCE)), await page.locator("main").textContent());
    check("and ends by itself", await comes(page.locator(".report:not([data-outcome=running]) h1").waitFor(PATIENCE)));
  }
  quiet("scenarios");

  await page.getByRole("link", { name: "History" }).click();
  const table = page.getByRole("region", { name: "Runs", exact: true });
  check("the history has them", await comes(table.getByRole("link", { name: "dashboard soak" }).nth(1).waitFor(PATIENCE)));
  await page.getByLabel("Search", { exact: true }).fill("from the page");
  check("and finds a note", await comes(page.waitForFunction(() => document.querySelectorAll("table.runs tbody tr").length === 1, null, PATIENCE)));
  await page.getByLabel("Search", { exact: true }).fill("");
  await page.getByRole("button", { name: "Trend of dashboard soak" }).first().click();
  check("the trend is drawn", await comes(page.getByRole("slider", { name: /over the runs$/ }).first().waitFor(PATIENCE)));
  for (const box of [0, 1]) await table.getByRole("checkbox").nth(box).check();
  await page.getByRole("button", { name: "Compare two runs" }).click();
  check("two runs are overlaid", await comes(page.getByRole("slider", { name: /of both runs$/ }).first().waitFor(PATIENCE)) && (await canvases(page)).every(({ drawn }) => drawn));
  await page.getByRole("link", { name: "History" }).click();
  await page.getByRole("button", { name: /^Tags and note of dashboard soak/ }).first().click();
  await page.getByRole("dialog").getByLabel("Tags").fill("night v2");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  check("tags are kept", await comes(table.getByText("night", { exact: true }).waitFor(PATIENCE)));
  await page.getByRole("link", { name: "Schedules" }).click();
  check("the schedules are there", await comes(page.getByRole("heading", { level: 1, name: "Schedules" }).waitFor(PATIENCE)));
  said = said.filter((line) => !line.includes("404"));
  quiet("looked back");
  await context.close();
} finally {
  await browser.close();
  if (home !== "") await stopRuns(home).catch(() => undefined);
  for (const child of started) child.kill("SIGTERM");
  await Promise.all(started.map(ended));
  rmSync(folder, { recursive: true, force: true });
}
done("the dashboard of plimsoll serve");
