#pragma once

// Turns the text of options into values and keeps what is wrong with it. Used by a command while it reads its options;
// one thread.

#include "cli/given_options.h"
#include "core/error.h"
#include "core/time.h"
#include "scenarios/finding.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

// Applies the options one by one; each problem is kept with the option's name, so that all are told at once.
class OptionReader {
 public:
  OptionReader(const GivenOptions& given, std::vector<Finding>& problems) : given_(given), problems_(problems) {}

  bool has(std::string_view option) const { return given_.has(option); }
  bool has_any_of(std::initializer_list<std::string_view> options) const {
    for (const auto option : options)
      if (given_.has(option)) return true;
    return false;
  }

  // Sets `field` to what `parse` makes of the text, if the option was given.
  template <class Field, class Parse>
  void set(std::string_view option, Field& field, Parse parse) {
    if (const auto text = given_.text(option)) set_to(option, *text, field, parse);
  }

  // Calls `use` with each value that the option was given.
  template <class Parse, class Use>
  void each(std::string_view option, Parse parse, Use use) {
    for (const auto& text : given_.list(option)) {
      auto value = parse(text);
      if (value.has_error())
        refuse(option, value.error().message);
      else
        use(std::move(*value));
    }
  }

  void refuse(std::string_view option, std::string message) {
    problems_.push_back({given_.place(option), "", std::move(message)});
  }

 private:
  template <class Field, class Parse>
  void set_to(std::string_view option, const std::string& text, Field& field, Parse parse) {
    auto value = parse(text);
    if (value.has_error())
      refuse(option, value.error().message);
    else
      field = std::move(*value);
  }

  const GivenOptions& given_;
  std::vector<Finding>& problems_;
};

// As in Locust: a bare number is seconds.
Result<Nanos> parse_bare_seconds(const std::string& text);
// The same, above 0.
Result<Nanos> parse_run_time(const std::string& text);

}  // namespace plimsoll
