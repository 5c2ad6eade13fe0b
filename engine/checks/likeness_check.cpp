#include "engine/checks/likeness_check.h"

#include "core/json/json.h"
#include "engine/checks/likeness_parts.h"
#include "engine/differences/json_comparison.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kAnswersKnown = 256;

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
  if (!check.value) return invalid("lines by row belong to `expect` of a request");
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
  const auto hash = hash_of_answer(body);
  if (parts.is_known(hash)) return {};
  const auto* tree = answer.json.tree();
  if (tree == nullptr) return not_comparable(answer);
  const JsonComparison::Side expected{parts.expected, parts.text};
  const JsonComparison::Side actual{*tree, body};
  if (!parts.comparison.are_alike(expected, actual, likeness_memory().scratch))
    return unlike(parts.comparison, expected, actual, parts.label);
  parts.known.at(hash % kAnswersKnown).store(hash, std::memory_order_relaxed);
  if (parts.of_service.load(std::memory_order_relaxed) == nullptr)
    parts.learn(parts.comparison.text_likeness(expected, actual));
  return {};
}

}  // namespace plimsoll
