#pragma once

// Writes a finished plan as a scenario with short comments, as a person would. Bodies that are too large to be read in
// place go to files, which it adds to the draft. Pure but for the draft; one thread.

#include "imports/plan/import_draft.h"

#include <string>

namespace plimsoll {

// `file_name`: of the scenario, for the names of files beside it; "scenario" where it has none.
std::string write_scenario(ImportDraft& draft, const std::string& file_name);

// "curl.txt:3: --http3: only HTTP/1.1 is sent"
std::string text_of(const LeftOut& one);

}  // namespace plimsoll
