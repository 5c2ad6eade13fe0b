#pragma once

// One entry of a .hurl file as a step of a scenario's task. One thread.

#include "scenarios/hurl/entry_settings.h"
#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/load_context.h"
#include "scenarios/hurl/scenario_lines.h"

#include <optional>
#include <string>

namespace plimsoll {

struct LoadStep {
  std::string origin;    // "http://127.0.0.1:8000"
  std::string method;    // the key: get, post
  std::string path;      // what stands behind the key
  EntryOptions options;  // of it and of the whole file
  ScenarioLines lines;   // all but name, pauses and how often
  TextPlace place;
  TextPlace url_place;
};

// None: it is skipped, or something of it is wrong: the context has it. What it defines and captures is known from here
// on.
std::optional<LoadStep> load_step(const HurlEntry& entry, LoadContext& context);

}  // namespace plimsoll
