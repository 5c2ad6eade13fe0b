#pragma once

// The options of a command as plain data: one row an option is its flags, its environment variable, its help and how
// it is read from the command line. Immutable; any thread.

#include <string_view>

namespace plimsoll {

enum class OptionForm { text, list, port, flag, unbuilt };

struct OptionRow {
  std::string_view flags;     // "-u,--users"; a word without a dash stands alone and must be given
  std::string_view variable;  // PLIMSOLL_USERS; "" if there is none
  std::string_view help;
  std::string_view group = "Options";  // its heading in the help
  OptionForm form = OptionForm::text;
  std::string_view preset{};   // what it is where it is not given; "" if there is nothing
  bool may_be_absent = false;  // of a word without a dash

  std::string_view name() const { return flags.substr(flags.rfind(',') + 1); }      // --users
  std::string_view short_name() const { return flags.substr(0, flags.find(',')); }  // -u, else --users
  bool stands_alone() const { return !flags.starts_with('-'); }
};

}  // namespace plimsoll
