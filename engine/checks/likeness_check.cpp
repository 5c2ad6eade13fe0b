#include "engine/checks/likeness_check.h"

#include "core/json/json.h"
#include "engine/differences/difference_text.h"
#include "engine/differences/json_comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <atomic>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kPathsNamed = 3;
constexpr std::size_t kDifferencesTold = 20;
constexpr std::size_t kAnswersKnown = 256;

// Eight bytes at a time, multiplied to 128 bits and folded.
std::uint64_t hash_of(std::string_view bytes) {
  __extension__ using Product = unsigned __int128;
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  const auto fold = [](std::uint64_t one, std::uint64_t other) {
    const auto product = static_cast<Product>(one) * other;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  };
  std::uint64_t hash = bytes.size() + kFactor;
  std::uint64_t position = kFactor;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const auto length = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), length);
    position += kFactor;
    hash = fold(hash ^ word, position | 1U) + word;
    bytes.remove_prefix(length);
  }
  hash = fold(hash ^ 0xff51afd7ed558ccdULL, kFactor);
  return hash != 0 ? hash : 1;
}

struct ThreadMemory {
  JsonTree answer;
  SoundScratch scratch;
};

ThreadMemory& memory_of_thread() {
  thread_local ThreadMemory memory;
  return memory;
}

}  // namespace

struct LikenessJudge::Parts {
  explicit Parts(JsonComparison its_comparison) : comparison(std::move(its_comparison)) {}
  ~Parts() { delete of_service.load(); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  bool is_surely_alike(std::string_view body) const {
    if (of_file && of_file->is_surely_alike(body)) return true;
    const auto* learned = of_service.load(std::memory_order_acquire);
    return learned != nullptr && learned->is_surely_alike(body);
  }

  // The service may write the same value otherwise than the file: its first answer that is alike is kept as well.
  void learn(std::unique_ptr<const TextLikeness> likeness) {
    const TextLikeness* none = nullptr;
    if (likeness && of_service.compare_exchange_strong(none, likeness.get(), std::memory_order_release))
      static_cast<void>(likeness.release());
  }

  bool is_known(std::uint64_t hash) const {
    return known.at(hash % kAnswersKnown).load(std::memory_order_relaxed) == hash;
  }

  JsonComparison comparison;
  std::string label;
  std::string text;
  JsonTree expected;
  std::unique_ptr<const TextLikeness> of_file;
  std::atomic<const TextLikeness*> of_service{nullptr};
  std::array<std::atomic<std::uint64_t>, kAnswersKnown> known{};
};

Result<LikenessJudge> LikenessJudge::compile(const JsonEqualsCheck& check) {
  auto comparison = JsonComparison::make(check.rules);
  if (comparison.has_error()) return comparison.error();
  auto parts = std::make_shared<Parts>(*std::move(comparison));
  parts->label = check.label.empty() ? "what is expected" : check.label;
  parts->text = check.text ? *check.text : to_text(*check.value);
  if (!parts->expected.parse(parts->text))
    return invalid(fmt::format("{}: expected JSON that an answer can be compared with", parts->label));
  const JsonComparison::Side itself{parts->expected, parts->text};
  parts->of_file = parts->comparison.text_likeness(itself, itself);
  return LikenessJudge(std::move(parts));
}

CheckFailure LikenessJudge::judge(Answer& answer) const {
  auto& parts = *parts_;
  const auto body = answer.json.text();
  if (body == parts.text || parts.is_surely_alike(body)) return {};
  const auto hash = hash_of(body);
  if (parts.is_known(hash)) return {};
  auto& memory = memory_of_thread();
  if (!memory.answer.parse(body)) {
    if (answer.json.get() == nullptr) return {FailureKind::check, answer.json.problem(), answer.json.place()};
    return {FailureKind::check, "the body could not be compared: it is too large or too deep", ""};
  }
  const JsonComparison::Side expected{parts.expected, parts.text};
  const JsonComparison::Side actual{memory.answer, body};
  if (parts.comparison.are_alike(expected, actual, memory.scratch)) {
    parts.known.at(hash % kAnswersKnown).store(hash, std::memory_order_relaxed);
    if (parts.of_service.load(std::memory_order_relaxed) == nullptr)
      parts.learn(parts.comparison.text_likeness(expected, actual));
    return {};
  }
  const auto differences = parts.comparison.differences(expected, actual, kDifferencesTold + 1);
  std::vector<std::string> paths;
  std::vector<std::string> details;
  for (const auto& difference : differences) {
    if (details.size() == kDifferencesTold) {
      details.emplace_back("...");
      break;
    }
    if (paths.size() < kPathsNamed) paths.push_back(difference.path);
    details.push_back(difference.path + " " + difference_message(difference, parts.expected, memory.answer));
  }
  const auto where = paths.empty() ? "" : fmt::format(" at {}", fmt::join(paths, ", "));
  return {FailureKind::check, fmt::format("the body differs from {}{}", parts.label, where),
          fmt::format("{}", fmt::join(details, "\n"))};
}

}  // namespace plimsoll
