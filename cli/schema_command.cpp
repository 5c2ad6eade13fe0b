#include "cli/commands.h"
#include "scenarios/reading/scenario_schema.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace plimsoll {

void add_schema_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("schema", "Print the JSON Schema of scenario files");
  command->footer("Example:\n  plimsoll schema > plimsoll.schema.json");
  command->callback([&exit_code] {
    std::cout << scenario_schema() << '\n';
    exit_code = 0;
  });
}

}  // namespace plimsoll
