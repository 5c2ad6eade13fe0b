#pragma once

// Keeps secrets out of every output: the values of headers that carry them, by name, and those of the environment that
// a target is started with, wherever they appear again. But for what is kept later immutable; any thread.

#include "scenarios/scenario.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class Redaction {
 public:
  // The names that everybody keeps secret, and those that the scenario names.
  explicit Redaction(const Scenario& scenario);

  // One that came while the run went on: the newest of them are known from now on, to copies of this too.
  void keep(const std::string& value) const;

  bool is_secret(std::string_view header_name) const;

  // The text with every secret value replaced, and the values of "name: value" lines of secret names.
  std::string text(std::string_view text) const;

  // The same of its first `limit` bytes; a secret that straddles the cut does not show its beginning.
  std::string start_of(std::string_view text, std::size_t limit) const;

 private:
  void collect(const std::vector<Header>& headers);
  std::string without_values(std::string text) const;
  std::size_t longest_value() const;

  std::vector<std::string> names_;   // that the scenario adds
  std::vector<std::string> values_;  // as they go over the wire; longest first
  struct Late;
  std::shared_ptr<Late> late_;
};

}  // namespace plimsoll
