#pragma once

// Queries and asserts of a .hurl file as a scenario writes them: what is known before the load is filled in, what is
// captured keeps its {{name}}. Pure but for the files that are compared with; one thread.

#include "core/error.h"
#include "scenarios/hurl/load_text.h"
#include "scenarios/query.h"

#include <functional>
#include <string>
#include <string_view>

namespace plimsoll {

// Of a capture. Error: it asks for what a load does not know.
Result<std::string> query_line(const Query& query, const LoadVariables& variables);

// `read_file`: the content of a file that the .hurl file names.
using ReadHurlFile = std::function<Result<std::string>(const QueryText& name)>;
Result<std::string> assert_line(const QueryCheck& check, const LoadVariables& variables, const ReadHurlFile& read_file);

// `begin "text"`, of a text that may hold captured values. Error: something in it is drawn anew.
Result<std::string> equality_line(std::string_view begin, const LoadText& text);

}  // namespace plimsoll
