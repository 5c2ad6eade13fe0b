// Starts a run: of an address with a few figures, or of a scenario, as it stands or as it is changed here.

import { api, ApiError, messageOf } from "../api/client";
import { type Schema, type StartRequest } from "../api/types";
import { h } from "../dom/element";
import { debounced, type Field, field } from "../dom/parts";
import { makeEditor } from "../start/editor";
import { makeGoingRuns } from "../start/going_runs";
import { makeLoadFields } from "../start/load_fields";
import { makeScenarioList } from "../start/scenario_list";
import { type Context, type View } from "../shell/context";
import { hashOf, navigate, rememberQuery } from "../shell/router";

const CHECK_AFTER_MS = 300;

class StartPane {
  readonly element: HTMLElement;
  private readonly fields = makeLoadFields();
  private readonly note: Field = field({ label: "Note", placeholder: "why this run", class: "wide" });
  private readonly editor;
  private readonly editing: HTMLDetailsElement;
  private readonly refused = h("div", { class: "message refused", role: "alert", hidden: true });
  private readonly start = h("button", { type: "submit", class: "main" }, "Start");
  private schema: Schema | null = null;
  private scenario: string | null = null;
  private written = "";
  private checking = new AbortController();

  constructor(
    private readonly context: Context,
    query: URLSearchParams,
    private readonly signal: AbortSignal,
  ) {
    const check = debounced(CHECK_AFTER_MS, () => void this.check(), signal);
    this.editor = makeEditor({ label: "The scenario", schema: () => this.schema, changed: check });
    this.editing = h("details", { class: "editing", hidden: true }, h("summary", {}, "Read or change the scenario"), this.editor.element);
    this.editing.addEventListener("toggle", () => {
      if (this.editing.open) this.editor.set(this.editor.input.value);
      if (this.editing.open) void this.check();
    });
    const scenario = query.get("scenario");
    const list = makeScenarioList(scenario, (id) => this.choose(id));
    const form = h("form", { class: "start-form", novalidate: true },
      h("div", { class: "start-what" }, list.element),
      h("div", { class: "start-how" }, this.fields.element, this.editing, this.note.element, this.refused,
        h("div", { class: "buttons" }, this.start)));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.element = h("div", { class: "frame view" }, h("h1", {}, "Start a run"), makeGoingRuns(signal), form);
    signal.addEventListener("abort", () => this.checking.abort());
    if (scenario) this.choose(scenario);
    api.schema().then((schema) => (this.schema = schema), () => undefined);
  }

  private choose(id: string | null): void {
    this.scenario = id;
    this.refused.hidden = true;
    rememberQuery("", id === null ? {} : { scenario: id });
    this.fields.tellDefaults(id !== null);
    this.editing.hidden = id === null;
    this.written = "";
    this.editor.set("");
    if (id === null) return;
    api.scenario(id).then(
      ({ text }) => {
        if (this.scenario !== id || this.signal.aborted) return;
        this.written = text;
        this.editor.set(text);
        if (this.editing.open) void this.check();
      },
      (error: unknown) => this.refuse(messageOf(error)),
    );
  }

  private async check(): Promise<void> {
    this.checking.abort();
    this.checking = new AbortController();
    const { signal } = this.checking;
    const yaml = this.editor.input.value;
    if (this.scenario === null || yaml === "") return;
    try {
      const { findings } = await api.check({ yaml, scenario: this.scenario }, signal);
      if (!signal.aborted && yaml === this.editor.input.value) this.editor.showFindings(findings);
    } catch {
      // A start tells what is wrong.
    }
  }

  private request(): StartRequest {
    const request = this.fields.values();
    const note = this.note.input.value.trim();
    if (note !== "") request["note"] = note;
    if (this.scenario === null) return request;
    request["scenario"] = this.scenario;
    if (this.editor.input.value !== this.written) request["yaml"] = this.editor.input.value;
    return request;
  }

  private refuse(message: string, more: readonly string[] = []): void {
    this.refused.replaceChildren(h("p", {}, message), ...(more.length > 0 ? [h("ul", {}, ...more.map((line) => h("li", {}, line)))] : []));
    this.refused.hidden = false;
  }

  private async send(): Promise<void> {
    this.refused.hidden = true;
    const request = this.request();
    if (this.scenario === null && !request["target"]) {
      this.fields.refuse([{ place: "target", message: "The address to load, like http://127.0.0.1:5000/predict" }]);
      return;
    }
    this.start.disabled = true;
    try {
      const { id } = await api.start(request);
      if (this.signal.aborted) return;
      this.context.announce("The run has started.");
      navigate(hashOf("runs", [id]));
    } catch (error) {
      this.tell(error);
    } finally {
      this.start.disabled = false;
    }
  }

  private tell(error: unknown): void {
    if (!(error instanceof ApiError)) return this.refuse(messageOf(error));
    if (error.findings.length === 0) {
      // "target: expected a URL" belongs to a field as well.
      const [, place = "", message = ""] = /^([a-z_]+): (.*)$/s.exec(error.message) ?? [];
      if (this.fields.refuse([{ place, message }]).length > 0) this.refuse(error.message);
      return undefined;
    }
    const rest = this.fields.refuse(error.findings);
    if (this.scenario !== null && rest.some(({ line }) => line !== undefined)) {
      this.editing.open = true;
      this.editor.showFindings(error.findings);
    }
    if (rest.length === 0) return undefined;
    this.refuse(error.message, rest.map(({ place, line, message }) => [place, line === undefined ? "" : `line ${line}`].filter(Boolean).join(", ") + `: ${message}`));
    return undefined;
  }
}

export const startView: View = (context, route, signal) => {
  context.setTitle("Start");
  return new StartPane(context, route.query, signal).element;
};
