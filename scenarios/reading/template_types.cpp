#include "scenarios/reading/template_types.h"

#include "scenarios/document/document_path.h"
#include "scenarios/protocols/protocol.h"
#include "scenarios/protocols/varying_tensors.h"
#include "scenarios/templates/varying_insertions.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

class TemplateTypes {
 public:
  explicit TemplateTypes(const ScenarioDraft& draft) : draft_(draft), scenario_(draft.scenario) {}

  std::vector<Finding> findings() {
    for (std::size_t i = 0; i < draft_.requests.size() && i < scenario_.tasks.size(); ++i) {
      const auto& written = draft_.requests[i];
      const auto& steps = scenario_.tasks[i].steps;
      for (std::size_t j = 0; j < steps.size(); ++j) {
        if (!steps[j].varying) continue;
        auto path = path_to_item("requests", i);
        if (!written.steps.empty()) path = path_to_item(path.append(".steps"), j);
        look_at_rounding(*steps[j].varying, path);
        look_at_tensors(written.steps.empty() ? written : written.steps[j], steps[j], path);
      }
    }
    return std::move(findings_);
  }

 private:
  void refuse(std::string path, std::string message) { add_once(findings_, std::move(path), std::move(message)); }

  void look_at_rounding(const VaryingParts& parts, const std::string& path) {
    for_each_insertion(parts, [&](const Insertion& insertion) {
      const bool rounds = !insertion.filters.empty() && insertion.filters.front().kind == TemplateFilter::Kind::round;
      if (!rounds || insertion.source != Insertion::Source::column) return;
      if (insertion.feeder >= scenario_.feeders.size()) return;  // it could not be read, which is told
      const auto& feeder = scenario_.feeders[insertion.feeder];
      const auto& column = feeder.columns[insertion.column];
      if (feeder.is_table() && column.type != CellType::number)
        refuse(path, fmt::format("{{{{{}.{} | round}}}}: not every row of {} has a number there", feeder.name,
                                 column.name, feeder.label));
    });
  }

  void look_at_tensors(const RequestDraft& from, const RequestTemplate& request, const std::string& path) {
    const bool has_tensors = from.protocol && from.predict && from.protocol->protocol != nullptr &&
                             from.protocol->protocol->good_answer == GoodAnswer::tensors;
    if (!has_tensors) return;
    const auto& bodies = request.varying->bodies;
    const bool is_guessed = request.predict != nullptr && !from.protocol->metadata;
    for (std::size_t i = 0; i < bodies.size() && i < request.bodies.payloads.size(); ++i)
      if (auto trouble =
              trouble_of_varying_tensors(*request.bodies.payloads[i], bodies[i], scenario_.feeders, is_guessed);
          !trouble.empty())
        return refuse(path + ".predict", std::move(trouble));
  }

  const ScenarioDraft& draft_;
  const Scenario& scenario_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> template_type_findings(const ScenarioDraft& draft) { return TemplateTypes(draft).findings(); }

}  // namespace plimsoll
