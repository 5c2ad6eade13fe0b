#pragma once

// What was given to a command, by the rows of its options: from the command line, else from the environment. Made by
// the command line, read by the command; a value; one thread.

#include "cli/options/option_rows.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class GivenOptions {
 public:
  explicit GivenOptions(const std::vector<OptionRow>& rows);

  // `by_variable`: its environment variable gave it.
  void give(std::string_view name, std::vector<std::string> values, bool by_variable);

  // By the long name; one that no row has is a fault of our own, and thrown.
  bool has(std::string_view name) const;
  std::optional<std::string> text(std::string_view name) const;  // or its preset
  const std::vector<std::string>& list(std::string_view name) const;
  bool is_list(std::string_view name) const { return entry(name).row.form == OptionForm::list; }
  std::string place(std::string_view name) const;  // of a message: the option, or the variable that gave it

  bool any_but(std::string_view name) const;

  // All of it as one line for a shell; `shown` keeps the secrets out of a value.
  std::string command_line(std::string_view command, const std::function<std::string(std::string)>& shown) const;

 private:
  struct Entry {
    OptionRow row;
    std::vector<std::string> values;
    bool by_variable = false;
  };
  const Entry& entry(std::string_view name) const;

  std::vector<Entry> entries_;
};

// A URL without the name and password in it.
std::string without_userinfo(std::string text);

}  // namespace plimsoll
