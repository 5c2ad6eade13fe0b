#pragma once

// What no source may hold: words with one owner, coroutine forms that break, too many lines. Pure functions of a
// source.

#include "tests/architecture/source_file.h"

#include <vector>

namespace plimsoll::architecture {

std::vector<Finding> too_long(const SourceFile& source);
std::vector<Finding> words_out_of_place(const SourceFile& source);

// g++ 12 miscompiles an aggregate built inside a co_await statement: name it first. Lambda bodies are statements of
// their own.
std::vector<Finding> braces_after_co_await(const SourceFile& source);

// The captures of a lambda coroutine go with the lambda, usually before the coroutine ends.
std::vector<Finding> capturing_lambda_coroutines(const SourceFile& source);

}  // namespace plimsoll::architecture
