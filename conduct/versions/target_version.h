#pragma once

// Which version a target says it is. Functions; the asking blocks.

#include "core/error.h"
#include "core/http/http_answer.h"
#include "scenarios/target.h"

#include <string>

namespace plimsoll {

// Of `target.version`, which is there. Error: it tells none.
Result<std::string> ask_version(const Target& target);

// Of an answer: a header of it; else the body: "version" of a JSON object, else its first line.
Result<std::string> version_in(const HttpAnswer& answer, const VersionQuestion& question);

}  // namespace plimsoll
