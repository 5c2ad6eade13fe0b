#include "cli/commands.h"
#include "scenarios/reading/scenario_schema.h"

#include <iostream>

namespace plimsoll {

Command schema_command() {
  return {"schema",
          "Print the JSON Schema of scenario files",
          {},
          "Example:\n  plimsoll schema > plimsoll.schema.json",
          [](const GivenOptions&) {
            std::cout << scenario_schema() << '\n';
            return 0;
          }};
}

}  // namespace plimsoll
