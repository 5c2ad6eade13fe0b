#include "exports/export_reading.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

enum class Form { marker, address, value };
constexpr std::array kForms = {Form::marker, Form::address, Form::value};

class ExportReading {
 public:
  ExportReading(ParseInput input, ExportVariables& variables)
      : input_(std::move(input)), variables_(variables), environment_(std::move(input_.environment)) {
    input_.environment = [this](const std::string& name) { return look_up(name); };
  }

  // Nearly always the first reading is good. Where it is not, each variable takes the first form that leaves the fewest
  // findings.
  ParseOutcome read() {
    auto outcome = parse_scenario(input_);
    if (outcome.findings.empty() || forms_.empty()) return finished(std::move(outcome));
    for (auto& [name, form] : forms_) {
      auto best = form;
      auto fewest = outcome.findings.size();
      for (const auto candidate : kForms) {
        form = candidate;
        auto again = parse_scenario(input_);
        if (again.findings.size() >= fewest) continue;
        fewest = again.findings.size();
        best = candidate;
        outcome = std::move(again);
      }
      form = best;
      if (fewest == 0) break;
    }
    return finished(std::move(outcome));
  }

 private:
  std::optional<std::string> look_up(const std::string& name) {
    const auto form = forms_.try_emplace(name, Form::marker).first->second;
    if (form == Form::value) return environment_(name);
    return (form == Form::address ? "http://" : "") + variables_.marker_of(name);
  }

  ParseOutcome finished(ParseOutcome outcome) {
    for (const auto& [name, form] : forms_)
      if (form == Form::address) variables_.take_for_address(name);
    // What is wrong is told of the values themselves: of a marker nobody knows anything.
    if (!outcome.findings.empty()) {
      input_.environment = environment_;
      auto real = parse_scenario(input_);
      if (!real.findings.empty()) return real;
    }
    return outcome;
  }

  ParseInput input_;
  ExportVariables& variables_;
  Environment environment_;
  std::map<std::string, Form> forms_;
};

}  // namespace

ParseOutcome read_for_export(ParseInput input, ExportVariables& variables) {
  return ExportReading(std::move(input), variables).read();
}

}  // namespace plimsoll
