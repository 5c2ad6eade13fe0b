#include "engine/checks/likeness_parts.h"

#include "engine/differences/difference_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kPathsNamed = 3;
constexpr std::size_t kDifferencesTold = 20;

}  // namespace

LikenessMemory& likeness_memory() {
  thread_local LikenessMemory memory;
  return memory;
}

// Eight bytes at a time, multiplied to 128 bits and folded.
std::uint64_t hash_of_answer(std::string_view body) {
  __extension__ using Product = unsigned __int128;
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  const auto fold = [](std::uint64_t one, std::uint64_t other) {
    const auto product = static_cast<Product>(one) * other;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  };
  std::uint64_t hash = body.size() + kFactor;
  std::uint64_t position = kFactor;
  while (!body.empty()) {
    std::uint64_t word = 0;
    const auto length = std::min(body.size(), sizeof word);
    std::memcpy(&word, body.data(), length);
    position += kFactor;
    hash = fold(hash ^ word, position | 1U) + word;
    body.remove_prefix(length);
  }
  hash = fold(hash ^ 0xff51afd7ed558ccdULL, kFactor);
  return hash != 0 ? hash : 1;
}

CheckFailure not_comparable(Answer& answer) {
  if (answer.json.get() == nullptr) return {FailureKind::check, answer.json.problem(), answer.json.place()};
  return {FailureKind::check, "the body could not be compared: it is too large or too deep", ""};
}

CheckFailure unlike(const JsonComparison& comparison, const JsonComparison::Side& expected,
                    const JsonComparison::Side& actual, std::string_view what) {
  const auto differences = comparison.differences(expected, actual, kDifferencesTold + 1);
  std::vector<std::string> paths;
  std::vector<std::string> details;
  for (const auto& difference : differences) {
    if (details.size() == kDifferencesTold) {
      details.emplace_back("...");
      break;
    }
    if (paths.size() < kPathsNamed) paths.push_back(difference.path);
    details.push_back(difference.path + " " + difference_message(difference, expected.tree, actual.tree));
  }
  const auto where = paths.empty() ? "" : fmt::format(" at {}", fmt::join(paths, ", "));
  return {FailureKind::check, fmt::format("the body differs from {}{}", what, where),
          fmt::format("{}", fmt::join(details, "\n"))};
}

}  // namespace plimsoll
