#pragma once

// The body of an entry's request, and the bodies that answers are expected to have, their {{...}} filled in. Reads the
// files that they name; one thread.

#include "checking/entry_options.h"
#include "core/error.h"
#include "engine/queries/query_value.h"
#include "scenarios/hurl/hurl_file.h"

#include <filesystem>
#include <string>
#include <variant>

namespace plimsoll {

// What texts are filled in with, and where files are looked for.
struct EntryContext {
  const QueryVariables& variables;
  const std::filesystem::path& folder;
};

struct EntryBody {
  std::string content;
  std::string content_type;  // empty: none is said
  bool is_there = false;
};

// Of a form, parts or a body.
std::variant<EntryBody, OptionFault> entry_body(const HurlRequest& request, const EntryContext& context);

// The bytes of a body. Error: a variable or a file that there is none of, JSON that is none.
Result<std::string> body_of(const HurlBody& body, const EntryContext& context);

// A file that a .hurl file names, beside it. Error: it leads out of the folder, or cannot be read.
Result<std::string> content_of(const std::string& name, const EntryContext& context);

}  // namespace plimsoll
