#include "scenarios/tables/template_assembly.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/batches/batch_template.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/secret_forms.h"
#include "scenarios/cases/case_plan.h"
#include "scenarios/document/document_path.h"
#include "scenarios/feeders/feeder_reader.h"
#include "scenarios/flow.h"
#include "scenarios/header_list.h"
#include "scenarios/quality/class_settling.h"
#include "scenarios/quality/line_numbers.h"
#include "scenarios/quality/row_assembly.h"
#include "scenarios/templates/captured_names.h"
#include "scenarios/templates/template_parsing.h"
#include "scenarios/templates/unique_json.h"
#include "scenarios/templates/varying_insertions.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::string_view kNoRowInBody =
    R"(the body has no row of data in it, which there could be more of, like json: {instances: [["{{row.age}}"]]})";

// Steps in the order in which they are sent.
struct StepsInOrder {
  std::span<const RequestDraft> drafts;
  std::string path;  // of the list, or of the one request
  Task& task;
  SentBy by = SentBy::user;
  std::size_t index = 0;  // of the task among a user's

  std::string path_of(std::size_t step) const {
    const bool is_one = by == SentBy::user && drafts.size() == 1 && !path.ends_with(".steps");
    return is_one ? path : path_to_item(path, step);
  }
};

class TemplateAssembly {
 public:
  TemplateAssembly(ScenarioDraft& draft, const ParseContext& context, const Environment& environment)
      : draft_(draft),
        scenario_(draft.scenario),
        context_(context),
        environment_(environment),
        captured_(scenario_.captured) {
    for (const auto& feeder : draft.feeders) names_.feeders.push_back({feeder.feeder.name, feeder.known});
    names_.captured = scenario_.captured;
    names_.read_file = [this](const std::string& file) { return file_content(file); };
    names_.read_environment = [this](const std::string& name) { return variable(name); };
  }

  std::vector<Finding> findings() {
    const auto all = all_steps();
    for (const auto& steps : all) note_captures(steps);
    for (const auto& steps : all) compile(steps);
    for (std::size_t i = draft_.requests.size(); i < scenario_.tasks.size(); ++i) compile_replayed(scenario_.tasks[i]);
    for (const auto& steps : all) hide_secrets(steps);
    for (std::size_t i = 0; i < draft_.feeders.size(); ++i) finish(draft_.feeders[i], names_.feeders[i].used);
    if (!are_read(draft_.feeders)) return std::move(findings_);
    if (findings_.empty()) findings_ = line_findings(scenario_);
    if (findings_.empty()) findings_ = settle_classes(scenario_);
    return std::move(findings_);
  }

 private:
  void refuse(std::string path, std::string message) { add_once(findings_, std::move(path), std::move(message)); }

  std::vector<StepsInOrder> all_steps() {
    std::vector<StepsInOrder> all;
    if (scenario_.before_all)
      all.push_back({draft_.before_all, "before_all", *scenario_.before_all, SentBy::before_all});
    if (scenario_.login) all.push_back({draft_.login, "login", *scenario_.login, SentBy::login});
    for (std::size_t i = 0; i < draft_.requests.size(); ++i) {
      const auto& request = draft_.requests[i];
      const auto path = path_to_item("requests", i);
      if (request.steps.empty())
        all.push_back({std::span(&request, 1), path, scenario_.tasks[i], SentBy::user, i});
      else
        all.push_back({request.steps, path + ".steps", scenario_.tasks[i], SentBy::user, i});
    }
    if (scenario_.after_all) all.push_back({draft_.after_all, "after_all", *scenario_.after_all, SentBy::after_all});
    return all;
  }

  static const std::vector<Capture>& captures_of(const RequestTemplate& request) {
    static const std::vector<Capture> kNone;
    return request.flow ? request.flow->captures : kNone;
  }

  void note_captures(const StepsInOrder& steps) {
    for (std::size_t i = 0; i < steps.drafts.size(); ++i)
      if (const auto& flow = steps.task.steps[i].flow; flow && flow->conversation)
        if (auto trouble = captured_.add(flow->conversation->slot, steps.by, steps.path_of(i)))
          refuse(steps.path_of(i) + ".conversation.messages", *std::move(trouble));
    for (std::size_t i = 0; i < steps.drafts.size(); ++i)
      for (const auto& capture : captures_of(steps.task.steps[i])) note(capture, steps, i);
  }

  void note(const Capture& capture, const StepsInOrder& steps, std::size_t step) {
    if (capture.is_secret) said_secret_.push_back(capture.slot);
    if (auto trouble = captured_.add(capture.slot, steps.by, steps.path_of(step)))
      refuse(path_to_key(steps.path_of(step) + ".capture", capture.name), *std::move(trouble));
  }

  void compile(const StepsInOrder& steps) {
    captured_.begin(steps.by);
    for (std::size_t i = 0; i < steps.drafts.size(); ++i) {
      const auto path = steps.path_of(i);
      auto& request = steps.task.steps[i];
      look_at_condition(request, path);
      compile_cases(path, request, steps);
      compile(steps.drafts[i], path, request, steps);
      for (const auto& capture : captures_of(request)) captured_.capture(capture.slot);
      look_at_value_checks(request, path);
    }
  }

  void look_at_condition(const RequestTemplate& request, const std::string& path) {
    if (!request.flow || !request.flow->when) return;
    for (const auto& value : request.flow->when->values)
      if (!captured_.is_there(value.slot))
        refuse(path_to_key(path + ".when.captured", value.name), captured_.trouble(value.slot));
  }

  // They are judged when what its own answer holds is captured.
  void look_at_value_checks(const RequestTemplate& request, const std::string& path) {
    if (!request.flow) return;
    for (const auto& value : request.flow->named)
      if (!captured_.is_there(value.slot))
        refuse(path + (request.flow->value_checks.empty() ? ".until.asserts" : ".expect.asserts"),
               captured_.trouble(value.slot));
  }

  // Its path and body are those of a log's rows.
  void compile_replayed(Task& task) {
    VaryingParts parts;
    captured_.begin(SentBy::user);
    for (const auto& header : scenario_.headers) {
      compile_header(header, path_to_key("headers", header.name), parts);
      look_at_captured(parts, path_to_key("headers", header.name));
    }
    if (!parts.headers.empty()) task.steps.front().varying = std::make_shared<const VaryingParts>(std::move(parts));
  }

  void look_at_captured(const VaryingParts& parts, const std::string& path) {
    for_each_insertion(parts, [&](const Insertion& insertion) {
      const bool is_missing = insertion.source == Insertion::Source::captured && !captured_.is_there(insertion.slot);
      if (is_missing) refuse(path, captured_.trouble(insertion.slot));
    });
  }

  // What says who a user is, is captured from answers that hold it; and a login is told with a password.
  void hide_secrets(const StepsInOrder& steps) {
    for (auto& request : steps.task.steps) {
      const auto& captures = captures_of(request);
      const bool captures_one = std::any_of(captures.begin(), captures.end(), [this](const Capture& capture) {
        return capture.is_secret || has(secret_slots_, capture.slot);
      });
      request.hides_answer = steps.by == SentBy::login || captures_one || sends_secret(request);
      if (request.hides_answer && request.cases) request.cases = with_hidden_answers(*request.cases);
    }
  }

  // In a path or a body: of a header the value is blanked.
  bool sends_secret(const RequestTemplate& request) const {
    if (!request.varying) return false;
    bool found = false;
    auto parts = *request.varying;
    parts.headers.clear();
    for_each_insertion(parts, [&](const Insertion& insertion) {
      found = found || (insertion.source == Insertion::Source::captured && has(said_secret_, insertion.slot));
    });
    return found;
  }

  static bool has(const std::vector<std::size_t>& slots, std::size_t slot) {
    return std::find(slots.begin(), slots.end(), slot) != slots.end();
  }

  Result<std::string> file_content(const std::string& file) const {
    if (!context_.allowed.files) return invalid(std::string(kNoFiles));
    return read_file({context_.folder / file, file}, kMostBodyBytes);
  }

  Result<std::string> variable(const std::string& name) const {
    if (!context_.allowed.environment) return invalid(std::string(kNoEnvironment));
    auto value = environment_(name);
    if (!value) return invalid(fmt::format("the environment variable {} is not set", name));
    context_.log.keep_secret(*value);
    add_secret_variable(name, *value, scenario_.secret_values);
    return *std::move(value);
  }

  void compile(const RequestDraft& from, const std::string& path, RequestTemplate& request, const StepsInOrder& steps) {
    VaryingParts parts;
    if (has_template(request.path)) compile_path(from, path, request, parts);
    for (const auto& header : request.headers)
      compile_header(header, path_to_key(path + ".headers", header.name), parts);
    if (from.conversation) begin_conversation(from, path, request, parts);
    compile_bodies(from, path, request, parts);
    compile_row_rules({from.quality, rows_to_make(from)}, request, names_, parts,
                      [&](const std::string& key, std::string what) { refuse(path + "." + key, std::move(what)); });
    look_at_captured(parts, path);
    for (const auto& header : scenario_.headers)
      if (!has_header(request.headers, header.name)) compile_common_header(header, request, steps.by, parts);
    const bool is_filled = parts.path || !parts.headers.empty() || !parts.bodies.empty() || parts.turns;
    if (!is_filled && parts.expected.empty()) return;
    if (steps.by == SentBy::before_all || steps.by == SentBy::after_all)
      refuse_load(path, parts);
    else
      refuse_users(path, steps, parts);
    if (request.predict && !parts.bodies.empty()) {
      auto plan = *request.predict;
      plan.templates = PredictTemplates{context_.folder, from.unique_place};
      request.predict = std::make_shared<const PredictPlan>(std::move(plan));
    }
    request.varying = std::make_shared<const VaryingParts>(std::move(parts));
  }

  // Bad requests are filled in as the good one is.
  void compile_cases(const std::string& path, RequestTemplate& request, const StepsInOrder& steps) {
    if (!request.cases) return;
    request.cases =
        filled_in(*request.cases, [&](BadCase& one) { compile(draft_of(one), path + ".cases", one.request, steps); });
  }

  // The messages so far are there from the first turn on, for its own request.
  void begin_conversation(const RequestDraft& from, const std::string& path, const RequestTemplate& request,
                          VaryingParts& parts) {
    auto turns = parse_template(from.conversation->turns, Escape::json_value, names_);
    if (turns.has_error())
      refuse(path + ".conversation.turns", turns.error().message);
    else
      parts.turns = *std::move(turns);
    captured_.capture(request.flow->conversation->slot);
  }

  // The text before the query is the method's, whatever follows the query's.
  void compile_path(const RequestDraft& from, const std::string& path, const RequestTemplate& request,
                    VaryingParts& parts) {
    const bool whole = request.path.starts_with("{{");
    auto text = parse_template(request.path, Escape::path, names_);
    if (text.has_error()) {
      const bool in_query = !has_template(from.path);
      return refuse(path + "." + (in_query ? "query" : lower_case(to_string(request.method))), text.error().message);
    }
    if (whole && text->varies()) text->insertions.front().escape = Escape::url;
    parts.path = *std::move(text);
  }

  void compile_header(const Header& header, const std::string& path, VaryingParts& parts) {
    if (!has_template(header.value)) return;
    auto text = parse_template(header.value, Escape::header, names_);
    if (text.has_error()) return refuse(path, text.error().message);
    if (is_secret_header(header.name, scenario_.secret_headers))
      for (const auto& insertion : text->insertions)
        if (insertion.source == Insertion::Source::captured) secret_slots_.push_back(insertion.slot);
    parts.headers.push_back({header.name, *std::move(text)});
  }

  // A login is not sent with what it is to bring.
  void compile_common_header(const Header& header, RequestTemplate& request, SentBy by, VaryingParts& parts) {
    VaryingParts its;
    const auto path = path_to_key("headers", header.name);
    compile_header(header, path, its);
    bool is_complete = true;
    for_each_insertion(its, [&](const Insertion& insertion) {
      is_complete =
          is_complete && (insertion.source != Insertion::Source::captured || captured_.is_there(insertion.slot));
    });
    if (by == SentBy::user)
      look_at_captured(its, path);
    else if (!is_complete)
      return request.without.push_back(header.name);
    parts.headers.insert(parts.headers.end(), its.headers.begin(), its.headers.end());
  }

  // `vary: unique`: {{unique}} is put where the body differs.
  bool make_unique(const RequestDraft& from, const std::string& path, RequestTemplate& request) {
    if (!from.body || from.body_key != "json") {
      refuse(path + ".vary",
             from.body ? fmt::format("unique: is for a JSON body; put {{{{uuid}}}} where it does no harm in {}",
                                     from.body_key)
                       : "unique: there is no body; query: {_: \"{{uuid}}\"} makes a request new");
      return false;
    }
    const auto made = make_bodies_unique(request.bodies, *from.unique_place);
    if (made.has_error()) refuse(path + ".vary", made.error().message);
    return !made.has_error();
  }

  void compile_bodies(const RequestDraft& from, const std::string& path, RequestTemplate& request,
                      VaryingParts& parts) {
    if (from.unique_place && !make_unique(from, path, request)) return;
    const auto& payloads = request.bodies.payloads;
    const bool possible = from.body_key == "json" || from.body_key == "text" || from.body_key == "form";
    const auto rows = rows_to_make(from);
    if (rows > 0 && from.body_key != "json")
      return refuse(path + ".batch",
                    "is for a JSON body with a row in it, like json: {instances: [[\"{{row.age}}\"]]}");
    const bool varies = std::any_of(payloads.begin(), payloads.end(), [](const auto& p) { return has_template(*p); });
    if (rows > 0 && !payloads.empty() && !varies) return refuse(path + ".batch", std::string(kNoRowInBody));
    if (!possible || !varies) return;
    for (std::size_t i = 0; i < payloads.size(); ++i) {
      auto text = from.body_key == "json"
                      ? (rows > 0 ? parse_batch_template(*payloads[i], rows, names_)
                                  : parse_json_template(*payloads[i], names_))
                      : parse_template(*payloads[i], from.body_key == "form" ? Escape::form : Escape::none, names_);
      if (text.has_error()) {
        const auto& label = request.bodies.labels[i];
        return refuse(path + "." + from.body_key,
                      label == "inline" ? text.error().message : label + ": " + text.error().message);
      }
      parts.bodies.push_back(*std::move(text));
    }
  }

  // What is sent once is nobody's.
  void refuse_load(const std::string& path, const VaryingParts& parts) {
    for_each_insertion(parts, [&](const Insertion& insertion) {
      if (insertion.source == Insertion::Source::user) refuse(path, "{{user}}: this is sent once, and by no user");
      if (insertion.source == Insertion::Source::column)
        refuse(path, fmt::format("{}: this is sent once, and rows of data are the load's",
                                 draft_.feeders[insertion.feeder].feeder.name));
    });
  }

  // Arrivals at a rate belong to nobody.
  void refuse_users(const std::string& path, const StepsInOrder& steps, const VaryingParts& parts) {
    const auto is_open = [&](const LoadPart& part) {
      const bool has_it = steps.by == SentBy::login || part.tasks.empty() ||
                          std::find(part.tasks.begin(), part.tasks.end(), steps.index) != part.tasks.end();
      return has_it && std::holds_alternative<OpenLoad>(part.model);
    };
    const auto& loads = scenario_.load.parts;
    if (std::none_of(loads.begin(), loads.end(), is_open)) return;
    for_each_insertion(parts, [&](const Insertion& insertion) {
      if (insertion.source == Insertion::Source::user)
        refuse(path, "{{user}}: requests at a rate belong to no user: use {{seq}}");
      if (insertion.source == Insertion::Source::column &&
          draft_.feeders[insertion.feeder].feeder.order == Feeder::Order::by_user)
        refuse(path, fmt::format("{}: requests at a rate belong to no user: order: sequential",
                                 draft_.feeders[insertion.feeder].feeder.name));
    });
  }

  // Each is one of the scenario's, in the same place, whatever is wrong with it: insertions have its index.
  void finish(FeederDraft& draft, const std::vector<std::string>& used) {
    auto& feeder = draft.feeder;
    const bool is_read = !draft.known.empty();  // else that is told
    // What is wrong elsewhere may have been its use.
    if (is_read && used.empty() && findings_.empty() && context_.log.empty())
      refuse(draft.path,
             fmt::format("no request uses it: {{{{{}.{}}}}} is a value of its rows", feeder.name, draft.known.front()));
    std::vector<bool> typed;
    for (const auto& name : used) {
      const auto said = std::find_if(draft.types.begin(), draft.types.end(), [&](auto& t) { return t.first == name; });
      typed.push_back(said != draft.types.end());
      feeder.columns.push_back({name, typed.back() ? said->second : CellType::null});
      // Of a table, text as long as nothing else is known; of JSON each row says it.
      if (!typed.back() && feeder.is_table()) feeder.columns.back().type = CellType::text;
    }
    if (is_read && findings_.empty() && !used.empty()) {
      const auto surveyed = survey_feeder(feeder, typed);
      if (surveyed.has_error()) refuse(draft.path, surveyed.error().message);
    }
    scenario_.feeders.push_back(feeder);
  }

  ScenarioDraft& draft_;
  Scenario& scenario_;
  const ParseContext& context_;
  const Environment& environment_;
  TemplateNames names_;
  CapturedNames captured_;
  std::vector<std::size_t> secret_slots_;  // that secret headers hold
  std::vector<std::size_t> said_secret_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> assemble_templates(ScenarioDraft& draft, const ParseContext& context,
                                        const Environment& environment) {
  return TemplateAssembly(draft, context, environment).findings();
}

}  // namespace plimsoll
