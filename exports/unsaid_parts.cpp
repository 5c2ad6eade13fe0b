#include "exports/unsaid_parts.h"

#include "core/units.h"
#include "scenarios/exchange_rules.h"
#include "scenarios/flow.h"
#include "scenarios/protocols/predict_plan.h"
#include "scenarios/quality/row_rules.h"

#include <fmt/format.h>

#include <variant>

namespace plimsoll {
namespace {

class UnsaidParts {
 public:
  UnsaidParts(ExportDraft& draft, const SaidParts& said) : draft_(draft), scenario_(draft.scenario), said_(said) {}

  void list() {
    target();
    if (!said_.load) load();
    soak();
    requests();
    if (!said_.flow) once();
    if (!said_.load)
      for (std::size_t i = 0; i < scenario_.thresholds.size(); ++i)
        tell(fmt::format("thresholds[{}]", i), scenario_.thresholds[i].expression);
    watched();
  }

 private:
  void tell(std::string place, std::string what) { draft_.leave_unsaid(std::move(place), std::move(what)); }

  void target() {
    const auto& target = scenario_.target;
    if (target.managed) tell("target.start", "the target is not started: start it first");
    if (target.version) tell("target.version", "nobody asks which version the target is");
    const auto& connection = target.connection;
    if (!connection.sources.empty() && !said_.connection)
      tell("connection.source", "the addresses that requests come from");
    if (!connection.resolve.empty() && !said_.connection) tell("connection.resolve", "where the target's name leads");
  }

  void load() {
    std::string words;
    for (const auto& part : scenario_.load.parts) {
      if (!words.empty()) words += ", ";
      if (const auto* closed = std::get_if<ClosedLoad>(&part.model))
        words += closed->stages.empty() ? fmt::format("{} user{}", closed->users, closed->users == 1 ? "" : "s")
                                        : "users in stages";
      else
        words += part.replays_log() ? "a log at its own pace"
                 : std::holds_alternative<ArrivalTrace>(std::get<OpenLoad>(part.model).arrivals) ? "arrivals of a trace"
                                                                                                 : "requests at a rate";
    }
    tell(scenario_.load.parts.front().name.empty() ? "load" : "loads",
         fmt::format("{} for {}: each request is sent once, in order", words,
                     format_duration_exact(scenario_.load.duration)));
  }

  void soak() {
    const auto& load = scenario_.load;
    if (load.warmup > Nanos(0) && said_.load) tell("load.warmup", "a beginning that is counted apart");
    if (load.cooldown > Nanos(0)) tell("load.cooldown", "memory is not watched");
    if (load.rests) tell("load.rests", "load and rest in turn");
    if (load.until_verdict) tell("load.duration", "until the verdict on memory: it is the longest time here");
  }

  void requests() {
    for (std::size_t i = 0; i < scenario_.tasks.size(); ++i) {
      const auto& task = scenario_.tasks[i];
      const auto place = fmt::format("requests[{}]", i);
      if (!said_.load && task.weight != 1) tell(place + ".weight", fmt::format("{}", task.weight));
      if (!said_.load && task.wait) tell(place + ".wait", "a pause of its own");
      for (std::size_t j = 0; j < task.steps.size(); ++j) {
        if (task.steps[j].predict) tell(place_of_step(scenario_, i, j) + ".predict", words_of(task.steps[j]));
        exchange(place_of_step(scenario_, i, j), task.steps[j]);
        by_row(place_of_step(scenario_, i, j), task.steps[j]);
      }
      if (said_.checks) continue;
      for (std::size_t j = 0; j < task.steps.size(); ++j)
        if (const auto checks = task.steps[j].checks.size(); checks > 0)
          tell(place_of_step(scenario_, i, j) + ".expect",
               fmt::format("{} of the answer", checks == 1 ? "a check" : fmt::format("{} checks", checks)));
    }
  }

  static std::string words_of(const RequestTemplate& step) {
    if (step.bodies.payloads.empty())
      return "bodies are made of what the service tells of its model: name a file of it, protocol: {metadata: FILE}";
    if (step.predict->input.kind == PredictInput::Kind::random)
      return "random values are made with the seed of a run: these are those of one";
    return step.predict->options.metadata
               ? "the names and datatypes are those of the metadata, when a run begins"
               : "a run takes the names and datatypes that the service tells: say input_name and datatype";
  }

  void by_row(const std::string& place, const RequestTemplate& step) {
    if (!step.by_row) return;
    if (step.by_row->quality) tell(place + ".quality", "nobody tells how right the answers are");
    if (step.by_row->like) tell(place + ".expect.body_like", "what each row is expected to be answered with");
    for (const auto& check : step.by_row->checks)
      tell(place + ".expect.json." + check.path, "what each row is expected to be answered with");
  }

  void exchange(const std::string& place, const RequestTemplate& step) {
    if (step.flow && !said_.flow) {
      for (const auto& capture : step.flow->captures)
        tell(place + ".capture." + capture.name, "a value out of the answer: it is empty where it stands");
      if (step.flow->when) tell(place + ".when", "it is always sent");
      if (step.flow->until) tell(place + ".until", "it is sent once");
      if (step.flow->conversation) tell(place + ".conversation", "its first turn is sent alone, without messages");
      if (step.flow->repeat > 1)
        tell(place + ".repeat", fmt::format("it is sent once, not {} times", step.flow->repeat));
      if (step.flow->wait) tell(place + ".wait", "the next follows at once");
    }
    if (!step.rules) return;
    const auto& rules = *step.rules;
    if (rules.auth && !said_.auth) tell(place + ".auth", "who we are is not said: its tokens change");
    if (said_.exchange) return;
    if (rules.redirects.at_most > 0) tell(place + ".redirects", "as the other tool follows them");
    if (rules.retry.at_most > 0) tell(place + ".retry", "it is sent once");
    if (rules.cookies) tell(place + ".cookies", "as the other tool keeps them");
  }

  void once() {
    if (scenario_.login) tell("login", "nobody logs in");
    if (scenario_.before_all) tell("before_all", "it is not sent");
    if (scenario_.after_all) tell("after_all", "it is not sent");
  }

  void watched() {
    const auto& monitoring = scenario_.monitoring;
    if (!monitoring.watches.empty()) tell("monitor", "memory is not watched");
    if (monitoring.leak.minimum || !monitoring.leak.ignore.empty()) tell("leak", "memory is not judged");
    if (scenario_.guard) tell("guard", "nothing ends it at once");
  }

  ExportDraft& draft_;
  const Scenario& scenario_;
  const SaidParts& said_;
};

}  // namespace

void list_unsaid_parts(ExportDraft& draft, const SaidParts& said) { UnsaidParts(draft, said).list(); }

}  // namespace plimsoll
