#include "cli/options/command_line.h"

#include "core/exit_codes.h"
#include "core/nearest_name.h"
#include "core/say.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kHelpColumn = 34;

// Where CLI11 puts what it finds of one row.
struct Slot {
  OptionRow row;
  CLI::Option* option = nullptr;
  std::string text;
  std::vector<std::string> list;
  std::uint16_t port = 0;
  bool flag = false;
};

// The options of one command: outlives the parse, and never moves.
class Slots {
 public:
  Slots(CLI::App& app, const Command& command) : app_(app), rows_(command.options) {
    for (const auto& row : rows_) add(row);
    app.footer(command.footer);
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  GivenOptions given() const {
    GivenOptions given(rows_);
    const auto& typed = app_.parse_order();
    for (const auto& slot : slots_) {
      auto values = values_of(slot);
      const bool is_typed = std::find(typed.begin(), typed.end(), slot.option) != typed.end();
      if (!values.empty()) given.give(slot.row.name(), std::move(values), !is_typed);
    }
    return given;
  }

 private:
  void add(const OptionRow& row) {
    if (row.form == OptionForm::unbuilt) return refuse_unbuilt(std::string(row.flags));
    auto& slot = slots_.emplace_back();
    slot.row = row;
    slot.option = bind(slot, std::string(row.flags), std::string(row.help));
    slot.option->group(std::string(row.group));
    if (!row.variable.empty()) slot.option->envname(std::string(row.variable));
    if (!row.preset.empty()) slot.option->default_str(std::string(row.preset));
    if (row.stands_alone() && !row.may_be_absent) slot.option->required();
  }

  CLI::Option* bind(Slot& slot, const std::string& flags, const std::string& help) {
    switch (slot.row.form) {
      case OptionForm::list:
        return app_.add_option(flags, slot.list, help)->allow_extra_args(false);
      case OptionForm::port:
        return app_.add_option(flags, slot.port, help);
      case OptionForm::flag:
        return app_.add_flag(flags, slot.flag, help);
      default:
        return app_.add_option(flags, slot.text, help);
    }
  }

  // Planned: refused by its name, so that nobody believes it took effect.
  void refuse_unbuilt(const std::string& name) {
    app_.add_option_function<std::string>(
            name, [name](const std::string&) { throw CLI::ValidationError(name, "is not built yet"); }, "")
        ->group("");
  }

  static std::vector<std::string> values_of(const Slot& slot) {
    if (slot.option->count() == 0) return {};
    switch (slot.row.form) {
      case OptionForm::list:
        return slot.list;
      case OptionForm::port:
        return {std::to_string(slot.port)};
      case OptionForm::flag:
        return slot.flag ? std::vector<std::string>{"true"} : std::vector<std::string>{};
      default:
        return {slot.text};
    }
  }

  CLI::App& app_;
  std::vector<OptionRow> rows_;
  std::deque<Slot> slots_;
};

// Commands below an app, however deep; one of them must be named.
void add_commands(CLI::App& app, const std::vector<Command>& commands, std::deque<Slots>& all, int& exit_code) {
  app.require_subcommand(1);
  app.get_formatter()->column_width(kHelpColumn);
  for (const auto& command : commands) {
    auto* chosen = app.add_subcommand(command.name, command.summary);
    auto& slots = all.emplace_back(*chosen, command);
    if (command.parts.empty())
      chosen->callback([&] { exit_code = command.carry_out(slots.given()); });
    else
      add_commands(*chosen, command.parts, all, exit_code);
  }
}

bool any_command(const CLI::App* /*command*/) { return true; }

std::vector<std::string> long_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands(any_command)) names.push_back(command->get_name());
  return names;
}

// What CLI11 says of a word that nobody knows is neither what was meant nor what there is.
std::optional<std::string> unknown_word(const CLI::App& program, const std::vector<std::string>& words) {
  const auto* app = &program;
  for (const auto& word : words) {
    if (word == "--") break;
    const bool is_option = word.starts_with("--");
    const auto names = is_option ? long_names(*app) : command_names(*app);
    if (names.empty() || (word.starts_with('-') && !is_option)) continue;
    const auto name = word.substr(0, word.find(is_option ? '=' : '\0'));
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const std::vector<std::string_view> known(names.begin(), names.end());
      const auto near = nearest_name(name, known);
      return fmt::format("there is no {} {}{}; --help tells what there is", is_option ? "option" : "command", name,
                         near.empty() ? "" : fmt::format("; did you mean {}?", near));
    }
    if (!is_option) app = app->get_subcommand(name);
  }
  return std::nullopt;
}

// CLI11 tells of an option that was given several times how many values it wants.
std::string said_by(const CLI::ParseError& error) {
  constexpr std::string_view kSeveral = ": At Most 1 required but received ";
  const std::string words = error.what();
  const auto at = words.find(kSeveral);
  if (at == std::string::npos) return words;
  const auto times = words.substr(at + kSeveral.size());
  return fmt::format("{} is given {}, and takes one value", words.substr(0, at),
                     times == "2" ? "twice" : times + " times");
}

}  // namespace

int carry_out(const ProgramWords& program, const std::vector<Command>& commands, int argc, char** argv) {
  CLI::App app(program.description, program.name);
  app.set_version_flag("--version", program.version);
  app.footer(program.footer);
  int exit_code = 0;
  std::deque<Slots> all;
  add_commands(app, commands, all, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const auto unknown = unknown_word(app, {argv + 1, argv + std::max(argc, 1)});
    if (error.get_exit_code() == 0) return app.exit(error);  // --help and --version
    say(stderr, "{}: {}\n", program.name,
        unknown ? *unknown : fmt::format("{}; --help tells what there is", said_by(error)));
    return exit_code_of(ErrorKind::usage);
  }
  return exit_code;
}

Result<GivenOptions> read_options(const Command& command, const std::vector<std::string>& arguments) {
  CLI::App app(command.summary, command.name);
  const Slots slots(app, command);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // it takes them from the end
  } catch (const CLI::ParseError& error) {
    return Error{ErrorKind::usage, said_by(error)};
  }
  return slots.given();
}

std::string help_of(const Command& command) {
  CLI::App app(command.summary, command.name);
  app.get_formatter()->column_width(kHelpColumn);
  const Slots slots(app, command);
  return app.help();
}

}  // namespace plimsoll
