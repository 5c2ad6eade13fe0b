#pragma once

// How failures are kept: counted by request, kind and message, so many different ones with so many examples each; what
// does not fit is counted under one message of its request and kind. No state; any thread.

#include "record/run_record.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

inline constexpr std::size_t kMostFailures = 200;
inline constexpr std::size_t kMostFailureExamples = 5;
inline constexpr std::string_view kDiffers = "#";
inline constexpr std::string_view kFurtherFailures = "further failures, of more kinds than are kept apart";

// The one that is the same as `wanted`, or `wanted` itself, added; past the bound the one of further failures.
template <class Failure, class Same>
Failure& failure_among(std::vector<Failure>& failures, Failure wanted, Same same) {
  const auto find = [&] {
    return std::find_if(failures.begin(), failures.end(), [&](const auto& one) { return same(one, wanted); });
  };
  auto found = find();
  if (found == failures.end() && failures.size() >= kMostFailures) {
    wanted.message = kFurtherFailures;
    found = find();
  }
  return found != failures.end() ? *found : failures.emplace_back(std::move(wanted));
}

// A message may end in the server's words: all of it (stream_error), or behind its first colon (status, an error within
// a 200). They may name another request in each answer.
bool says_server_words(std::string_view kind, std::string_view message);

// What makes a failure one of its kind: of the server's words each that has a digit in it is "#".
std::string failure_words(std::string_view kind, std::string_view message);

// The message of a kind of failures, of which another has come: what they have in common, "#" where they differ.
void settle_words(std::string& message, std::string_view kind, std::string_view another);

// The same failure of two parts is one; the bounds hold for the sum.
void merge_failures(std::vector<FailureRecord>& into, const std::vector<FailureRecord>& from);

}  // namespace plimsoll
