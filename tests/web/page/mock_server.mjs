// A server that answers as `plimsoll serve` does, with sample reports for its runs: what the dashboard is tested with, and
// looked at while it is changed.
//   node mock_server.mjs ASSETS REPORTS   ->   serves until it is stopped
// ASSETS holds page.html, page.js, page.css; REPORTS the pages that sample_reports wrote.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: blob:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const SECOND_MS = 200;

const SCHEMA = {
  type: "object",
  properties: {
    name: { description: "what the run is called", type: "string" },
    target: { oneOf: [{ type: "string" }, { $ref: "#/$defs/target" }] },
    load: { description: "how much", $ref: "#/$defs/load" },
    requests: { description: "what is asked", type: "array", items: { $ref: "#/$defs/request" } },
    thresholds: { description: "what must hold", type: "array", items: { type: "string" } },
  },
  $defs: {
    target: { properties: { url: { type: "string" }, start: { type: "string" } } },
    load: {
      properties: {
        users: { description: "how many users there are (default: 1)" },
        spawn_rate: { description: "users started per second" },
        arrivals: { description: "evenly, or as people come", enum: ["constant", "poisson"], default: "constant" },
      },
    },
    request: { properties: { name: { type: "string" }, post: { type: "string" }, weight: { type: "integer" } } },
  },
};

const SCENARIO = `name: nightly soak
target: http://127.0.0.1:5000
load:
  users: 10
  spawn_rate: 1/s
requests:
  - name: predict
    post: /predict
`;

function reportOf(folder, name) {
  const text = readFileSync(join(folder, `${name}.html`), "utf8");
  const [, html] = /<main id="main">([\s\S]*)<\/main>/.exec(text);
  const [, outcome] = /<body data-outcome="([^"]*)"/.exec(text);
  const [, data] = /id="report-data">([\s\S]*?)<\/script>/.exec(text);
  const [, headline] = /<h1 id="verdict-title">([^<]*)</.exec(text);
  return { text, html, outcome, data: JSON.parse(data), headline };
}

const OUTCOMES = { pass: "Pass", fail: "Fail", leak: "Leak", error: "Error" };

function endedRun(id, { name, report, startedAt, tags = [], note = "" }) {
  return {
    report,
    run: {
      id, name, target: "http://127.0.0.1:5000", started_at: startedAt, state: "ended", outcome: report.outcome, exit_code: 0,
      headline: report.headline, note, tags, kept: false, duration_s: 300, requests: 12345, failures: 0, p95_ms: 61.9,
      can_control: false,
      shown: {
        started_at: startedAt.slice(0, 16).replace("T", " ") + " UTC", duration: "5 min", requests: "12,345", failures: "0", p95: "61.9 ms",
        outcome: OUTCOMES[report.outcome] ?? report.outcome,
      },
    },
  };
}

/** A run that goes on until it is stopped: figures count up, and its report with them. */
class LiveRun {
  constructor(id, asked, report) {
    this.id = id;
    this.users = asked.users ?? 1;
    this.paused = false;
    this.stopping = false;
    this.second = 0;
    this.report = report;
    this.streams = new Set();
    this.run = {
      ...endedRun(id, { name: asked.scenario ?? "localhost", report, startedAt: "2026-11-29T02:00:00.000Z", note: asked.note ?? "" }).run,
      state: "running", outcome: null, can_control: true, target: asked.target ?? "http://127.0.0.1:5000",
    };
    this.run.shown.outcome = "Running";
    this.timer = setInterval(() => this.tick(), SECOND_MS);
  }

  live() {
    const { second, users, paused, stopping } = this;
    return {
      elapsed_s: second, planned_s: 300, users, paused, stopping, loads: [{ name: "", model: "closed", users, rate: null }],
      headline: "All thresholds hold so far.",
      shown: {
        elapsed: `${second} s`, left: `${300 - second} s`, users: String(users), requests_per_second: "164.6 /s",
        requests: `1,${String(100 + second).padStart(3, "0")}`, failures: "0", failure_share: "0 %", p50: "58.1 ms", p95: "61.9 ms",
        p99: "64.4 ms", memory: "118 MiB", outlook: "",
      },
    };
  }

  page() {
    const html = this.report.html
      .replace(/<span class="pill">[^<]*</, '<span class="pill">Running<')
      .replace(/<dd class="value">[^<]*</, `<dd class="value">1,${String(100 + this.second).padStart(3, "0")}<`)
      + '<section id="log" aria-labelledby="log-title"><h2 id="log-title">Target log</h2><pre class="block" tabindex="0" role="group" '
      + 'aria-label="Last lines of the target\'s log">model loaded\n</pre></section>';
    const { data } = this.report;
    // However long the test takes, there is always more: the figures begin anew, the time goes on.
    const sofar = (name, values) => Array.from({ length: 10 + this.second }, (_, i) =>
      i >= values.length && name === "t" ? values.at(-1) + i - values.length + 1 : values[i % values.length]);
    const timeline = Object.fromEntries(Object.entries(data.timeline).map(([name, values]) => [name, sofar(name, values)]));
    return { state: "running", outcome: "running", html, data: { ...data, timeline }, number: this.second };
  }

  tick() {
    if (!this.paused) this.second += 1;
    this.say("second", { t_s: this.second, live: this.live() });
    if (!this.stopping) return;
    this.end();
  }

  end() {
    clearInterval(this.timer);
    Object.assign(this.run, { state: "ended", outcome: this.report.outcome, can_control: false });
    this.run.shown.outcome = OUTCOMES[this.report.outcome];
    this.say("end", { outcome: this.report.outcome, exit_code: 0, reasons: [] });
    for (const stream of this.streams) stream.end();
  }

  say(event, data) {
    for (const stream of this.streams) stream.write(`id: ${this.second}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

class Refusal extends Error {
  constructor(status, message, findings = []) {
    super(message);
    Object.assign(this, { status, findings });
  }
}

function checkedFindings(yaml) {
  const lines = yaml.split("\n");
  const at = lines.findIndex((line) => line.includes("userz"));
  if (at < 0) return [];
  return [{ place: "load.userz", line: at + 1, column: lines[at].indexOf("userz") + 1, kind: "error", message: "unknown key userz; did you mean users?" }];
}

/** `state` is the server's, for the test to look at and change. */
export async function startMock(assets, reports) {
  const names = ["leaking", "healthy", "failing", "hour", "crowd", "died", "hostile", "streams"].filter((name) => existsSync(join(reports, `${name}.html`)));
  const samples = Object.fromEntries(names.map((name) => [name, reportOf(reports, name)]));
  const ended = names.map((name, i) => endedRun(`run-${name}`, {
    name: name === "leaking" || name === "healthy" || name === "failing" ? "nightly soak" : name,
    report: samples[name], startedAt: `2026-11-${28 - i}T02:00:00.000Z`, tags: i === 0 ? ["staging", "v2.1"] : [], note: i === 1 ? "before the upgrade" : "",
  }));
  const streams = ended.find(({ run }) => run.id === "run-streams");
  if (streams) Object.assign(streams.run.shown, { ttft_p95: "504 ms", tokens_per_second: "1,349 /s" });
  const runs = new Map(ended.map((entry) => [entry.run.id, entry]));
  const schedule = {
    name: "nightly", when: "every day at 02:00 Europe/Warsaw", next: "2026-11-30T01:00:00Z", shown_next: "2026-11-30 02:00, in 9 h",
    paused: false, scenario: "soak.yaml", last: { run: "run-leaking", outcome: "leak", headline: samples.leaking.headline },
  };
  const state = { asked: [], pages: 0, gone: false, runs, schedule };

  const found = (id) => {
    const entry = runs.get(id);
    if (!entry) throw new Refusal(404, `no run has the id ${id}`);
    return entry;
  };
  const shownRun = (entry) => {
    if (entry.run.state !== "running") return entry.run;
    return entry.second === 0 ? { ...entry.run, can_control: false } : { ...entry.run, live: entry.live() };
  };
  const start = (body) => {
    if (body.users === "many") throw new Refusal(422, "the run cannot start", [{ place: "load.users", message: "expected a whole number from 1" }]);
    const findings = checkedFindings(body.yaml ?? "");
    if (findings.length > 0) throw new Refusal(422, "the scenario has findings", findings);
    const id = `live-${runs.size}`;
    runs.set(id, new LiveRun(id, body, samples.failing));
    return { id };
  };
  const change = (entry, body) => {
    if (body.users !== undefined) entry.users = body.users;
    if (body.paused !== undefined) entry.paused = body.paused;
    for (const key of ["tags", "note", "kept"]) if (body[key] !== undefined) entry.run[key] = body[key];
    return shownRun(entry);
  };
  const listed = (query) => {
    const wanted = (query.get("search") ?? "").toLowerCase();
    const all = [...runs.values()].map(shownRun).filter((run) =>
      (!query.get("name") || run.name === query.get("name")) && (!query.get("tag") || run.tags.includes(query.get("tag"))) &&
      `${run.name} ${run.target} ${run.note}`.toLowerCase().includes(wanted));
    return { runs: all.sort((a, b) => b.started_at.localeCompare(a.started_at)), more: false };
  };
  const trend = (name) => {
    const of = [...runs.values()].map(({ run }) => run).filter((run) => run.name === name).reverse();
    const figure = (title, unit, values) => ({ name: title, unit, values, shown: values.map((value) => `${value} ${unit}`) });
    return {
      runs: of.map(({ id, started_at, outcome }) => ({ id, started_at, outcome })),
      figures: [figure("Throughput", "/s", of.map((_, i) => 160 - i)), figure("Failures", "share", of.map((_, i) => i / 1000)),
        figure("Response time p95", "ms", of.map((_, i) => 60 + 3 * i)), figure("Peak memory", "B", of.map((_, i) => (100 + i) * 1024 ** 2)),
        figure("Memory growth", "B/s", of.map((_, i) => 1000 * i - 500))],
    };
  };
  const overlay = (ids) => ({
    runs: ids.map((id) => ({ id, name: found(id).run.name, started_at: found(id).run.started_at, data: found(id).report.data })),
    figures: [{ name: "Response time p95", unit: "ms", shown: ["61.9 ms", "64 ms"], shown_change: ["", "+3.4 %"], values: [61.9, 64] }],
  });
  const answer = (method, parts, query, body) => {
    const kind = parts[0];
    const [id, more] = kind === "scenarios" ? [parts.slice(1).join("/") || undefined] : parts.slice(1);
    switch (`${method} ${kind ?? ""}${more ? `/ID/${more}` : id ? "/ID" : ""}`) {
      case "GET ": return { version: "0.1.0", scenarios: ["."], allow: {}, schedules: true, store: "runs.db" };
      case "GET schema": return SCHEMA;
      case "GET scenarios": return { scenarios: [
        { id: "soak.yaml", name: "nightly soak", target: "http://127.0.0.1:5000", valid: true, findings: 0 },
        { id: "nightly/broken.yaml", name: "", target: "", valid: false, findings: 2 }] };
      case "GET scenarios/ID": return { id, text: SCENARIO };
      case "POST check": { const findings = checkedFindings(body.yaml); return { valid: findings.length === 0, findings }; }
      case "GET runs": return listed(query);
      case "POST runs": return start(body);
      case "GET runs/ID": return shownRun(found(id));
      case "PATCH runs/ID": return change(found(id), body);
      case "DELETE runs/ID": runs.delete(found(id).run.id); return {};
      case "POST runs/ID/again": found(id); return start({ scenario: "again" });
      case "GET runs/ID/log": return { lines: ["model loaded", `answered ${100 + (found(id).second ?? 0)} requests`] };
      case "POST runs/ID/stop": found(id).stopping = true; return {};
      case "GET runs/ID/page": {
        const entry = found(id);
        return entry.run.state === "running" ? entry.page() : { state: entry.run.state, outcome: entry.report.outcome, html: entry.report.html, data: entry.report.data, number: 0 };
      }
      case "GET overlay": return overlay(query.get("runs").split(","));
      case "GET trend": return trend(query.get("name"));
      case "GET schedules": return { schedules: [schedule] };
      case "PATCH schedules/ID": schedule.paused = body.paused; return {};
      case "POST schedules/ID/now": return {};
      default: throw new Refusal(404, `nothing is at ${method} ${parts.join("/")}`);
    }
  };
  const follow = (entry, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 300\n\n");
    entry.streams.add(response);
    response.on("close", () => entry.streams.delete(response));
  };
  const file = (name, type) => ({ body: readFileSync(join(assets, name)), type });
  const FILES = { "/": () => file("page.html", "text/html; charset=utf-8"), "/assets/page.js": () => file("page.js", "text/javascript; charset=utf-8"),
    "/assets/page.css": () => file("page.css", "text/css; charset=utf-8") };

  const server = createServer((request, response) => {
    if (state.gone) return response.destroy();
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const parts = pathname.replace(/^\/api\/v1\/?/, "").split("/").filter(Boolean).map(decodeURIComponent);
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      try {
        const asset = FILES[pathname]?.();
        if (asset) {
          response.writeHead(200, { "Content-Type": asset.type, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" });
          return response.end(asset.body);
        }
        if (parts[0] === "runs" && parts[2] === "events") return follow(found(parts[1]), response);
        if (parts[0] === "runs" && /\./.test(parts[2] ?? "")) {
          response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Disposition": "attachment" });
          return response.end(parts[2] === "report.html" ? found(parts[1]).report.text : "a,b\n");
        }
        if (request.method !== "GET" && request.headers["content-type"] !== "application/json") throw new Refusal(415, "expected Content-Type: application/json");
        const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
        if (request.method !== "GET") state.asked.push({ method: request.method, path: parts.join("/"), body });
        if (parts[2] === "page") state.pages += 1;
        const value = answer(request.method, parts, searchParams, body);
        response.writeHead(request.method === "POST" && pathname.endsWith("/runs") ? 201 : 200, { "Content-Type": "application/json" });
        return response.end(JSON.stringify(value));
      } catch (error) {
        response.writeHead(error.status ?? 500, { "Content-Type": "application/json" });
        return response.end(JSON.stringify({ error: { message: error.message, findings: error.findings ?? [] } }));
      }
    });
    return undefined;
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    state,
    /** As if the server were stopped; `back` as if it were started again. */
    leave: () => {
      state.gone = true;
      server.closeAllConnections();
    },
    back: () => (state.gone = false),
    close: () => {
      for (const entry of runs.values()) clearInterval(entry.timer);
      server.closeAllConnections();
      server.close();
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , assets, reports] = process.argv;
  if (!assets || !reports) {
    console.error("usage: node mock_server.mjs ASSETS REPORTS");
    process.exit(64);
  }
  console.log((await startMock(assets, reports)).url);
}
