#include "conduct/audits/rules_facts.h"

#include "scenarios/feeders/row_block.h"

#include <algorithm>
#include <variant>

namespace plimsoll {
namespace {

// 0: nobody knows how many.
std::uint64_t rows_of(const Feeder& feeder) {
  if (feeder.rows) return feeder.rows->rows();
  if (feeder.format == Feeder::Format::files) return feeder.files.size();
  return feeder.format == Feeder::Format::synthetic ? feeder.synthetic.rows : 0;
}

// Of one request; nothing: without an end.
struct Samples {
  std::optional<std::uint64_t> count = 1;

  void add_text(const TemplateText& text, const Scenario& scenario) {
    using Source = Insertion::Source;
    for (const auto& insertion : text.insertions) {
      if (insertion.source == Source::constant || insertion.source == Source::captured ||
          insertion.source == Source::user)
        continue;
      if (insertion.source != Source::column) {
        count.reset();
        return;
      }
      const auto& feeder = scenario.feeders[insertion.feeder];
      const auto rows = rows_of(feeder);
      if (rows == 0)
        count.reset();  // too many to be read with the scenario
      else if (count)
        count = std::max<std::uint64_t>(*count, rows);
      if (!count) return;
    }
  }
};

std::optional<std::uint64_t> samples_of(const RequestTemplate& request, const Scenario& scenario) {
  Samples samples{std::max<std::uint64_t>(1, request.bodies.payloads.size())};
  if (!request.varying) return samples.count;
  if (request.varying->turns) return std::nullopt;  // a row is as many requests as its conversation has turns
  if (request.varying->path) samples.add_text(*request.varying->path, scenario);
  for (const auto& body : request.varying->bodies)
    if (samples.count) samples.add_text(body, scenario);
  return samples.count;
}

}  // namespace

std::optional<std::uint64_t> sample_count(const Scenario& scenario) {
  std::uint64_t all = 0;
  for (const auto& task : scenario.tasks)
    for (const auto& step : task.steps) {
      const auto count = samples_of(step, scenario);
      if (!count) return std::nullopt;
      all += *count;
    }
  return all;
}

RulesFacts rules_facts(const Scenario& scenario) {
  RulesFacts facts;
  facts.samples = sample_count(scenario);
  facts.seed_is_pinned = scenario.seed_is_given;
  const auto& load = scenario.load;
  const auto* closed = std::get_if<ClosedLoad>(&load.parts.front().model);
  if (closed == nullptr || load.parts.size() > 1) {
    facts.why_not_fixed = closed == nullptr ? "the load is of arrivals" : "there are several loads";
    return facts;
  }
  facts.concurrency = closed->users;
  if (!closed->stages.empty()) facts.why_not_fixed = "it has stages";
  if (load.rests) facts.why_not_fixed = "it rests in between";
  if (!std::holds_alternative<NoWait>(closed->wait)) facts.why_not_fixed = "users wait between their requests";
  return facts;
}

}  // namespace plimsoll
