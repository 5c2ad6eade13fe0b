#include "exports/scripted_flow.h"

#include "exports/export_words.h"
#include "exports/script_queries.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

bool gives_text(const Query& query) {
  using From = Query::Source;
  return query.source == From::header || query.source == From::cookie || query.source == From::regex ||
         query.source == From::body;
}

// Who captures a value; nobody does by two of these.
struct Capturing {
  bool in_login = false;
  bool in_before_all = false;
  bool is_text = true;
  bool is_conversation = false;  // what was said so far: no script keeps it
};

void note_captures(const Task& task, bool Capturing::*where, std::vector<Capturing>& slots) {
  for (const auto& step : task.steps) {
    if (!step.flow) continue;
    if (step.flow->conversation) {
      slots[step.flow->conversation->slot].is_conversation = true;
      slots[step.flow->conversation->slot].is_text = false;
    }
    for (const auto& capture : step.flow->captures) {
      auto& slot = slots[capture.slot];
      if (where != nullptr) slot.*where = true;
      slot.is_text = slot.is_text && gives_text(capture.query);
    }
  }
}

}  // namespace

ScriptedFlow scripted_flow(const ScriptChecks& where, const StepFlow& flow) {
  ScriptedFlow scripted;
  auto& language = where.language;
  for (const auto& capture : flow.captures) {
    auto value = query_words(language, capture.query, where.answer);
    if (!value) {
      where.draft.leave_unsaid(where.place + ".capture." + capture.name,
                               capture.query.label + ": of several places: it is empty text");
      value = language.literal("");
    }
    std::string otherwise;
    if (capture.otherwise)
      otherwise = language.json(nlohmann::ordered_json(*capture.otherwise), nullptr).value_or(language.literal(""));
    if (language.is_python()) language.need("nothing");
    scripted.captures.push_back({language.captured(capture.slot), *std::move(value), std::move(otherwise)});
  }
  if (flow.conversation) where.draft.leave_unsaid(where.place + ".conversation", "it is sent once, without messages");
  if (flow.when) {
    auto condition = where;
    condition.place += ".when";
    for (const auto& value : flow.when->values)
      for (auto& check : script_checks_of(condition, value, language.captured(value.slot)))
        scripted.when.push_back(std::move(check));
    for (auto& check : script_checks(condition, flow.when->answer)) scripted.when.push_back(std::move(check));
  }
  if (flow.until) {
    auto condition = where;
    condition.place += ".until";
    scripted.until = script_checks(condition, flow.until->answer);
    if (scripted.until.empty()) where.draft.leave_unsaid(where.place + ".until", "it is sent once");
  }
  if (flow.wait) scripted.pause = seconds_of(language, *flow.wait);
  return scripted;
}

std::string seconds_of(ScriptLanguage& language, const Wait& wait) {
  const bool python = language.is_python();
  if (const auto* one = std::get_if<ConstantWait>(&wait))
    return one->pause == Nanos(0) ? "" : seconds_words(one->pause);
  if (const auto* range = std::get_if<UniformWait>(&wait)) {
    if (python) language.need("random");
    return python ? fmt::format("random.uniform({}, {})", seconds_words(range->low), seconds_words(range->high))
                  : fmt::format("{} + Math.random() * {}", seconds_words(range->low),
                                seconds_words(range->high - range->low));
  }
  if (const auto* drawn = std::get_if<ExponentialWait>(&wait)) {
    if (python) language.need("random");
    return fmt::format(fmt::runtime(python ? "random.expovariate(1 / {})" : "-Math.log(1 - Math.random()) * {}"),
                       seconds_words(drawn->mean));
  }
  return {};
}

void name_captured(const Scenario& scenario, ScriptLanguage& language, std::vector<std::string>& taken) {
  std::vector<Capturing> slots(scenario.captured.size());
  if (scenario.before_all) note_captures(*scenario.before_all, &Capturing::in_before_all, slots);
  if (scenario.login) note_captures(*scenario.login, &Capturing::in_login, slots);
  for (const auto& task : scenario.tasks) note_captures(task, nullptr, slots);
  if (scenario.after_all) note_captures(*scenario.after_all, nullptr, slots);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].is_conversation) {
      language.name_captured(i, "[]", false);
      continue;
    }
    auto name = identifier(scenario.captured[i], taken);
    if (slots[i].in_before_all) name.insert(0, "shared.");
    if (slots[i].in_login && language.is_python()) name.insert(0, "self.");
    language.name_captured(i, std::move(name), slots[i].is_text);
  }
}

}  // namespace plimsoll
