#pragma once

// The requests of a scenario as the expressions of a script. Values; one thread.

#include "core/time.h"
#include "exports/export_draft.h"
#include "exports/script_checks.h"
#include "exports/script_language.h"
#include "exports/scripted_flow.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

struct ScriptedRequest {
  std::string name;
  std::string method;
  std::string path;                                          // an expression; the target's base path included
  std::vector<std::pair<std::string, std::string>> headers;  // names, and expressions
  std::string body;                                          // an expression; empty: none
  bool is_json = false;                                      // of a value, not of text
  bool is_form = false;                                      // of the parts of a multipart form
  std::vector<ScriptCheck> checks;
  std::optional<Nanos> timeout;  // where it is not the usual one
  ScriptedFlow flow;
  const RequestTemplate* source = nullptr;
  bool is_needed = false;  // what follows it cannot go on where its answer is no good
  bool logs_in = false;    // again, where its answer is 401

  bool says_status() const;  // a check of its own does
  bool is_retried() const;
};

struct ScriptedTask {
  std::string function;
  double weight = 1;
  std::vector<ScriptedRequest> steps;
  std::vector<std::size_t> feeders;    // whose rows it takes, one each time
  bool counts = false;                 // it needs `seq`
  std::vector<std::string> variables;  // that its captures set, each once
};

struct ScriptedScenario {
  std::vector<ScriptedTask> tasks;
  std::optional<ScriptedTask> login, before_all, after_all;
  std::vector<std::string> declarations;  // of bodies that are read or listed once
};

ScriptedScenario scripted(ExportDraft& draft, ScriptLanguage& language);

// A file of the scenario, as the written script names it.
std::string script_file(const ExportDraft& draft, const std::filesystem::path& file);

// What `define` gives for each feeder whose rows the script takes.
std::string for_rows_taken(const ExportDraft& draft, const ScriptLanguage& language,
                           const std::function<std::string(std::size_t feeder)>& define);

// A script lists the names of files that are rows.
// Prompts, which no script reads or makes: the first of them as a list, by the columns that are used.
std::string first_prompts(ExportDraft& draft, ScriptLanguage& language, const Feeder& feeder);
void tell_of_files_as_rows(ExportDraft& draft, const Feeder& feeder);

}  // namespace plimsoll
