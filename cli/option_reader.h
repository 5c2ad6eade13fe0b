#pragma once

// Turns the text of options into values and keeps what is wrong with it. Used by a command while it reads its options;
// one thread.

#include "core/error.h"
#include "core/time.h"
#include "scenarios/finding.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

// Applies the options one by one; each problem is kept with the option's name, so that all are told at once.
class OptionReader {
 public:
  explicit OptionReader(std::vector<Finding>& problems) : problems_(problems) {}

  // Sets `field` to what `parse` makes of the text, if the option was given.
  template <class Field, class Parse>
  void set(const char* option, const std::optional<std::string>& text, Field& field, Parse parse) {
    if (!text) return;
    auto value = parse(*text);
    if (value.has_error())
      problems_.push_back({option, "", value.error().message});
    else
      field = std::move(*value);
  }

  void refuse(const char* option, std::string message) { problems_.push_back({option, "", std::move(message)}); }

 private:
  std::vector<Finding>& problems_;
};

// As in Locust: a bare number is seconds.
Result<Nanos> parse_bare_seconds(const std::string& text);
// The same, above 0.
Result<Nanos> parse_run_time(const std::string& text);

}  // namespace plimsoll
