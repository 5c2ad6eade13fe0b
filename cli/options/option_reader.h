#pragma once

// Turns what is given to options of a command itself into values, and keeps what is wrong with it. Options that are
// values of a scenario need none: their rows name its path. Used by a command while it reads its options; one thread.

#include "cli/options/given_options.h"
#include "core/error.h"
#include "core/time.h"
#include "scenarios/fields/value_type.h"
#include "scenarios/finding.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Reads the options one by one; each problem is kept with the option's name, so that all are reported at once.
class OptionReader {
 public:
  OptionReader(const GivenOptions& given, std::vector<Finding>& problems) : given_(given), problems_(problems) {}

  // Sets `field` to what `parse` makes of the text, if the option was given.
  template <class Field, class Parse>
  void set(std::string_view option, Field& field, Parse parse) {
    const auto text = given_.text(option);
    if (!text) return;
    auto value = parse(*text);
    if (value.has_error())
      refuse(option, value.error().message);
    else
      field = std::move(*value);
  }

  // The same as a scenario reads a value of this type.
  template <class Field, class T>
  void set(std::string_view option, Field& field, const ValueType<T>& type) {
    if (!given_.has(option)) return;
    const auto node = node_of(option);
    FindingLog log("");
    ParseContext context{log, {}};
    auto value = type.read(Value(node, "", context));
    if (value && log.empty()) field = *std::move(value);
    for (auto& finding : log.take_findings()) refuse(option, std::move(finding.message));
  }

  void refuse(std::string_view option, std::string message);

 private:
  YamlNode node_of(std::string_view option) const;

  const GivenOptions& given_;
  std::vector<Finding>& problems_;
};

// As in Locust a bare number is seconds. Above 0.
Result<Nanos> parse_run_time(const std::string& text);

}  // namespace plimsoll
