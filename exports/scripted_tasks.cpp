#include "exports/scripted_tasks.h"

#include "core/json/json.h"
#include "core/utf8.h"
#include "exports/export_words.h"
#include "exports/sent_request.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/header_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <system_error>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::size_t kMostBodies = 100;  // that are written into a script

// What a script calls its own things, and what Locust calls those of a user.
constexpr auto kPythonNames = std::to_array<std::string_view>(
    {"RETRY",   "abstract",  "after_all", "as_text",     "at",        "base64",      "before_all", "between",
     "context", "csv",       "end",       "environment", "events",    "fixed_count", "found",      "host",
     "id",      "itertools", "json",      "log_in",      "nothing",   "now",         "number",     "numbers",
     "on_stop", "open",      "os",        "quote",       "random",    "re",          "response",   "retried",
     "run",     "seq",       "sequence",  "shared",      "signed_in", "size",        "start",      "stop",
     "sys",     "task",      "tasks",     "time",        "turn",      "uuid",        "wait",       "weight"});
constexpr auto kJavascriptNames = std::to_array<std::string_view>(
    {"EXPECTED",  "RETRY",        "asText", "at",     "BASE",     "check", "choose",  "encoding", "end",      "exec",
     "fail",      "found",        "http",   "logIn",  "loggedIn", "open",  "options", "pause",    "response", "retried",
     "randomInt", "randomNormal", "setup",  "shared", "signedIn", "size",  "sleep",   "table",    "teardown", "turn"});

class TaskScripting {
 public:
  TaskScripting(ExportDraft& draft, ScriptLanguage& language)
      : draft_(draft), scenario_(draft.scenario), language_(language), python_(language.is_python()) {
    for (const auto name : python_ ? std::span<const std::string_view>(kPythonNames) : kJavascriptNames)
      names_.emplace_back(name);
    for (std::size_t i = 0; i < scenario_.feeders.size(); ++i) {
      names_.push_back(language_.row_name(i));
      names_.push_back(language_.row_name(i) + "_rows");
    }
  }

  ScriptedScenario script() {
    name_captured(scenario_, language_, names_);
    if (scenario_.before_all)
      result_.before_all = once(*scenario_.before_all, "before_all", python_ ? "before_all" : "setup");
    if (scenario_.login) result_.login = once(*scenario_.login, "login", python_ ? "log_in" : "logIn");
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
      const auto& task = scenario_.tasks[i];
      auto& scripted = result_.tasks.emplace_back();
      scripted.function = function_ = identifier(draft_.variables.shown(task.name), names_);
      scripted.weight = task.weight;
      for (std::size_t j = 0; j < task.steps.size(); ++j) {
        place_ = place_of_step(scenario_, i, j);
        scripted.steps.push_back(step(task.steps[j], scripted));
        auto& its = scripted.steps.back();
        its.is_needed = its.is_needed || task.ends_with_failure;
        its.logs_in = scenario_.login && !expects_unauthorized(task.steps[j]);
      }
    }
    if (scenario_.after_all)
      result_.after_all = once(*scenario_.after_all, "after_all", python_ ? "after_all" : "teardown");
    return std::move(result_);
  }

 private:
  // Steps that are none of the load: with one of them that fails, all of them have.
  ScriptedTask once(const Task& task, std::string_view place, std::string_view function) {
    ScriptedTask scripted;
    scripted.function = function_ = function;
    for (std::size_t i = 0; i < task.steps.size(); ++i) {
      place_ = fmt::format("{}[{}]", place, i);
      scripted.steps.push_back(step(task.steps[i], scripted));
      scripted.steps.back().is_needed = true;
    }
    return scripted;
  }

  static bool expects_unauthorized(const RequestTemplate& from) {
    constexpr int kUnauthorized = 401;
    return std::any_of(from.checks.begin(), from.checks.end(), [](const Check& check) {
      const auto* status = std::get_if<StatusCheck>(&check);
      return status != nullptr && status->holds(kUnauthorized);
    });
  }

  ScriptedRequest step(const RequestTemplate& from, ScriptedTask& task) {
    ScriptedRequest request;
    request.name = from.name;
    request.method = to_string(from.method);
    request.path = path_of(from);
    if (from.timeout != RequestTemplate().timeout) request.timeout = from.timeout;
    add_body(from, request);
    add_headers(from, request);
    request.source = &from;
    request.checks = script_checks({draft_, language_, place_, python_ ? "response" : "r"}, from.checks);
    if (from.flow) add_flow(*from.flow, request, task);
    if (from.fault) draft_.leave_unsaid(place_ + ".fault", "a request that goes wrong on purpose");
    if (from.varying) note_inputs(*from.varying, task);
    return request;
  }

  void add_flow(const StepFlow& flow, ScriptedRequest& request, ScriptedTask& task) {
    request.flow = scripted_flow({draft_, language_, place_, "response"}, flow);
    request.is_needed = flow.is_needed();
    for (const auto& capture : request.flow.captures)
      if (std::find(task.variables.begin(), task.variables.end(), capture.variable) == task.variables.end())
        task.variables.push_back(capture.variable);
  }

  std::string path_of(const RequestTemplate& from) {
    const auto& base = scenario_.target.url.base_path;
    if (!from.varying || !from.varying->path) return language_.text(base + from.path);
    auto path = *from.varying->path;
    path.literals.front().insert(0, base);
    return language_.text(path);
  }

  static void note_inputs(const VaryingParts& parts, ScriptedTask& task) {
    const auto note = [&](const TemplateText& text) {
      for (const auto& insertion : text.insertions) {
        if (insertion.source == Insertion::Source::sequence) task.counts = true;
        if (insertion.source == Insertion::Source::column &&
            std::find(task.feeders.begin(), task.feeders.end(), insertion.feeder) == task.feeders.end())
          task.feeders.push_back(insertion.feeder);
      }
    };
    if (parts.path) note(*parts.path);
    for (const auto& header : parts.headers) note(header.text);
    if (!parts.bodies.empty()) note(parts.bodies.front());
  }

  // The content type of a body comes last; of a form and, in Python, of JSON the client says it.
  void add_headers(const RequestTemplate& from, ScriptedRequest& request) {
    std::vector<Header> given = from.headers;
    for (const auto& header : scenario_.headers)
      if (!has_header(from.headers, header.name) && !is_without(from, header.name)) given.push_back(header);
    if (!from.bodies.content_type.empty() && !from.bodies.payloads.empty() && !has_header(given, "content-type"))
      given.push_back({"Content-Type", from.bodies.content_type});
    for (const auto& header : given) {
      const bool type = same_header(header.name, "content-type");
      if (type && (request.is_form || (python_ && request.is_json && header.value == "application/json"))) continue;
      request.headers.emplace_back(header.name, header_text(from, header));
    }
  }

  static bool is_without(const RequestTemplate& from, std::string_view header) {
    return std::any_of(from.without.begin(), from.without.end(),
                       [&](const std::string& name) { return same_header(name, header); });
  }

  std::string header_text(const RequestTemplate& from, const Header& header) {
    if (const auto user = draft_.variables.user_in(header)) return basic(*user);
    if (from.varying)
      for (const auto& varying : from.varying->headers)
        if (same_header(varying.name, header.name)) return language_.text(varying.text);
    return language_.text(header.value);
  }

  // Of user and password, of which a variable is a part.
  std::string basic(const std::string& user) {
    language_.need(python_ ? "base64" : "encoding");
    return python_ ? fmt::format("\"Basic \" + base64.b64encode({}.encode()).decode()", language_.text(user))
                   : fmt::format("`Basic ${{encoding.b64encode({})}}`", language_.text(user));
  }

  void add_body(const RequestTemplate& from, ScriptedRequest& request) {
    const auto& bodies = from.bodies;
    if (bodies.payloads.empty()) return;
    if (const auto parts = parts_of(bodies.content_type, *bodies.payloads.front())) return add_form(*parts, request);
    const bool varies = from.varying && !from.varying->bodies.empty();
    if (bodies.payloads.size() > 1 && !varies) return add_list(from, request);
    if (bodies.payloads.size() > 1)
      draft_.leave_unsaid(place_, fmt::format("{} bodies with {{{{...}}}} in turn: this is the first, {}",
                                              bodies.payloads.size(), bodies.labels.front()));
    const auto& text = *bodies.payloads.front();
    const auto* filled = varies ? &from.varying->bodies.front() : nullptr;
    if (!filled)
      if (const auto file = file_with(draft_, bodies.labels.front(), text)) return add_file(*file, request);
    if (const auto json = parse_ordered_json(text); json.is_structured() && !has_odd_numbers(json))
      if (auto code = language_.json(json, filled)) {
        request.body = *std::move(code);
        request.is_json = true;
        return;
      }
    request.body = filled ? language_.text(*filled) : plain_text(text);
  }

  // Digits that no double holds would come out as others.
  static bool has_odd_numbers(const nlohmann::ordered_json& value) {
    if (value.is_number_float()) return std::abs(value.get<double>()) >= 9007199254740992.0;
    return value.is_structured() && std::any_of(value.begin(), value.end(), has_odd_numbers);
  }

  std::string plain_text(const std::string& text) {
    if (valid_utf8(text) != text)
      draft_.leave_unsaid(place_, "a body that is no text: put it into a file and read that");
    return language_.text(text);
  }

  std::string declare(std::string_view what, const std::string& code) {
    auto name = identifier(function_ + (python_ ? "_" : "") + std::string(what), names_);
    result_.declarations.push_back(python_ ? fmt::format("{} = {}", name, code)
                                           : fmt::format("const {} = {};", name, code));
    return name;
  }

  void add_file(const std::string& file, ScriptedRequest& request) {
    request.body = declare(python_ ? "body" : "Body", read(file));
  }

  std::string read(const std::string& file) const {
    return python_ ? fmt::format("open({}, \"rb\").read()", language_.literal(file))
                   : fmt::format("open({}, 'b')", language_.literal(script_name(file)));
  }

  // A name that begins with neither / nor . would be a module's.
  static std::string script_name(const std::string& file) {
    return file.starts_with('/') || file.starts_with('.') ? file : "./" + file;
  }

  // Each a file, or each a line of one file, or written here.
  std::string list_of(const BodySet& bodies) {
    const auto& label = bodies.labels.front();
    if (const auto colon = label.rfind(":1"); colon != std::string::npos && colon + 2 == label.size()) {
      const auto file = script_file(draft_, draft_.from / label.substr(0, colon));
      return python_ ? fmt::format("[line for line in open({}, \"rb\").read().splitlines() if line.strip()]",
                                   language_.literal(file))
                     : fmt::format("open({}).split('\\n').filter((line) => line.trim())",
                                   language_.literal(script_name(file)));
    }
    std::vector<std::string> files;
    for (std::size_t i = 0; i < bodies.payloads.size(); ++i)
      if (const auto file = file_with(draft_, bodies.labels[i], *bodies.payloads[i]))
        files.push_back(language_.literal(python_ ? *file : script_name(*file)));
    if (files.size() == bodies.payloads.size())
      return python_ ? fmt::format("[open(name, \"rb\").read() for name in [{}]]", fmt::join(files, ", "))
                     : fmt::format("[{}].map((name) => open(name, 'b'))", fmt::join(files, ", "));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < std::min(kMostBodies, bodies.payloads.size()); ++i)
      texts.push_back("\n    " + plain_text(*bodies.payloads[i]) + ",");
    if (bodies.payloads.size() > kMostBodies)
      draft_.leave_unsaid(place_, fmt::format("{} bodies: the first {} of them", bodies.payloads.size(), kMostBodies));
    return fmt::format("[{}\n]", fmt::join(texts, ""));
  }

  void add_list(const RequestTemplate& from, ScriptedRequest& request) {
    const bool random = from.bodies.order == BodySet::Order::random;
    auto list = list_of(from.bodies);
    if (python_) {
      language_.need(random ? "random" : "itertools");
      const auto name = declare("bodies", random ? list : "itertools.cycle(" + list + ")");
      request.body = fmt::format(random ? fmt::runtime("random.choice({})") : fmt::runtime("next({})"), name);
      return;
    }
    const auto name = declare("Bodies", list);
    language_.need(random ? "choose" : "exec");
    request.body =
        random ? fmt::format("choose({})", name) : fmt::format("{0}[exec.scenario.iterationInTest % {0}.length]", name);
  }

  void add_form(const std::vector<SentPart>& parts, ScriptedRequest& request) {
    request.is_form = true;
    std::string code;
    for (const auto& part : parts) {
      code += code.empty() ? "" : ", ";
      if (part.file_name.empty()) {
        code += python_ ? fmt::format("({}, (None, {}))", language_.text(part.name), plain_text(part.content))
                        : fmt::format("{}: {}", language_.text(part.name), plain_text(part.content));
        continue;
      }
      if (!file_with(draft_, part.file_name, part.content))
        draft_.leave_unsaid(place_ + ".multipart", part.file_name + ": say which folder it is in");
      const auto content = declare(python_ ? "file" : "File", read(part.file_name));
      const auto words = fmt::format("{}, {}", language_.literal(part.file_name), language_.literal(part.content_type));
      code += python_ ? fmt::format("({}, ({}, {}, {}))", language_.text(part.name), language_.literal(part.file_name),
                                    content, language_.literal(part.content_type))
                      : fmt::format("{}: http.file({}, {})", language_.text(part.name), content, words);
    }
    request.body = python_ ? "[" + code + "]" : "{ " + code + " }";
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  ScriptLanguage& language_;
  const bool python_;
  ScriptedScenario result_;
  std::string place_;
  std::string function_;  // of the task at work
  std::vector<std::string> names_;
};

}  // namespace

bool ScriptedRequest::says_status() const {
  return std::any_of(source->checks.begin(), source->checks.end(), [](const Check& check) {
    const auto* query = std::get_if<QueryCheck>(&check);
    return std::holds_alternative<StatusCheck>(check) ||
           (query != nullptr && query->query.source == Query::Source::status);
  });
}

bool ScriptedRequest::is_retried() const { return source->rules && source->rules->retry.at_most > 0; }

ScriptedScenario scripted(ExportDraft& draft, ScriptLanguage& language) {
  return TaskScripting(draft, language).script();
}

std::string script_file(const ExportDraft& draft, const std::filesystem::path& file) {
  std::error_code error;
  const auto relative = std::filesystem::proximate(file, draft.to, error);
  return error ? file.string() : relative.string();
}

std::string for_rows_taken(const ExportDraft& draft, const ScriptLanguage& language,
                           const std::function<std::string(std::size_t feeder)>& define) {
  std::string text;
  for (std::size_t i = 0; i < draft.scenario.feeders.size(); ++i)
    if (language.needs(fmt::format("row of {}", i))) text += define(i);
  return text;
}

std::string first_prompts(ExportDraft& draft, ScriptLanguage& language, const Feeder& feeder) {
  constexpr std::size_t kMostRows = 20;
  auto rows = nlohmann::ordered_json::array();
  RowBlock block(feeder.columns.size());
  if (auto reader = FeederReader::open(feeder))
    while (block.rows() < kMostRows) {
      const auto more = (*reader)->next(block);
      if (more.has_error() || !*more) break;
    }
  for (std::size_t row = 0; row < block.rows(); ++row) {
    auto object = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < feeder.columns.size(); ++i) {
      const auto cell = block.cell(row, i);
      object[feeder.columns[i].name] =
          cell.type == CellType::text ? nlohmann::ordered_json(cell.text) : nlohmann::ordered_json::parse(cell.text);
    }
    rows.push_back(std::move(object));
  }
  draft.leave_unsaid("feeders." + feeder.name, fmt::format("prompts: the first {} stand for all of them", rows.size()));
  return language.json(rows, nullptr).value_or("[]");
}

void tell_of_files_as_rows(ExportDraft& draft, const Feeder& feeder) {
  draft.leave_unsaid("feeders." + feeder.name,
                     "whole files as rows: their names are listed, read them as you need them");
}

}  // namespace plimsoll
