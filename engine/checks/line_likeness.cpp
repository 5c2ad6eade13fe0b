#include "engine/checks/line_likeness.h"

#include "engine/checks/likeness_parts.h"
#include "engine/differences/json_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kMostKeptBytes = 64UL << 20;
constexpr std::size_t kRowsNamed = 10;  // of those that are wrong: each is a failure of its own

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

class KnownLine {
 public:
  KnownLine() = default;
  ~KnownLine() {
    for (const auto& text : texts_) delete text.load();
  }
  KnownLine(const KnownLine&) = delete;
  KnownLine& operator=(const KnownLine&) = delete;

  bool is_surely_alike(std::string_view body) const {
    return std::any_of(texts_.begin(), texts_.end(), [&](const auto& one) {
      const auto* text = one.load(std::memory_order_acquire);
      return text != nullptr && text->is_surely_alike(body);
    });
  }
  bool is_known(std::uint64_t hash) const {
    return std::any_of(hashes_.begin(), hashes_.end(),
                       [&](const auto& one) { return one.load(std::memory_order_relaxed) == hash; });
  }
  bool has_room(std::size_t text) const { return texts_.at(text).load(std::memory_order_relaxed) == nullptr; }

  // Whether it is kept: another thread may have been first.
  bool keep(std::size_t text, std::unique_ptr<const TextLikeness> likeness) {
    const TextLikeness* none = nullptr;
    if (!texts_.at(text).compare_exchange_strong(none, likeness.get(), std::memory_order_release)) return false;
    static_cast<void>(likeness.release());
    return true;
  }
  void know(std::uint64_t hash) { hashes_.at(hash % 2).store(hash, std::memory_order_relaxed); }

 private:
  std::array<std::atomic<const TextLikeness*>, 2> texts_{};  // of the file, of the service
  std::array<std::atomic<std::uint64_t>, 2> hashes_{};
};

}  // namespace

struct LineLikeness::Parts {
  Parts(JsonComparison its_comparison, const RowLikeness& likeness)
      : comparison(std::move(its_comparison)),
        label(likeness.label.empty() ? "the lines" : likeness.label),
        lines(likeness.lines),
        known(lines->size()) {}

  void learn(std::size_t text, KnownLine& line, const JsonComparison::Side& expected,
             const JsonComparison::Side& alike) {
    if (!line.has_room(text) || kept_bytes.load(std::memory_order_relaxed) > kMostKeptBytes) return;
    auto likeness = comparison.text_likeness(expected, alike);
    if (!likeness) return;
    const auto bytes = likeness->bytes();
    if (line.keep(text, std::move(likeness))) kept_bytes.fetch_add(bytes, std::memory_order_relaxed);
  }

  // The message has the row as long as few are wrong: it is what tells one failure from another.
  std::string named(std::size_t line) {
    for (auto& one : wrong) {
      auto value = one.load(std::memory_order_relaxed);
      if (value == 0 && one.compare_exchange_strong(value, line + 1)) value = line + 1;
      if (value == line + 1) return fmt::format("row {} of {}", line + 1, label);
    }
    return "its row of " + label;
  }

  JsonComparison comparison;
  std::string label;
  JsonLines lines;
  std::vector<KnownLine> known;
  std::atomic<std::size_t> kept_bytes{0};
  std::array<std::atomic<std::size_t>, kRowsNamed> wrong{};  // from 1; 0: free
};

Result<LineLikeness> LineLikeness::compile(const RowLikeness& likeness) {
  auto comparison = JsonComparison::make(likeness.rules);
  if (comparison.has_error()) return comparison.error();
  auto parts = std::make_shared<Parts>(*std::move(comparison), likeness);
  JsonTree tree;
  for (std::size_t i = 0; i < parts->lines->size(); ++i)
    if (!tree.parse((*parts->lines)[i]))
      return invalid(
          fmt::format("row {} of {}: expected JSON that an answer can be compared with", i + 1, parts->label));
  return LineLikeness(std::move(parts));
}

CheckFailure LineLikeness::judge(Answer& answer, std::size_t line) const {
  auto& parts = *parts_;
  if (line >= parts.lines->size())
    return {FailureKind::check, fmt::format("{} has no line for its row", parts.label),
            fmt::format("row {}, and there are {} lines", line + 1, parts.lines->size())};
  const std::string_view expected_text = (*parts.lines)[line];
  const auto body = answer.json.text();
  if (without_blanks_around(body) == without_blanks_around(expected_text)) return {};
  auto& known = parts.known[line];
  if (known.is_surely_alike(body)) return {};
  const auto hash = hash_of_answer(body);
  if (known.is_known(hash)) return {};
  const auto* tree = answer.json.tree();
  if (tree == nullptr) return not_comparable(answer);
  auto& memory = likeness_memory();
  memory.expected.parse(expected_text);
  const JsonComparison::Side expected{memory.expected, expected_text};
  const JsonComparison::Side actual{*tree, body};
  if (!parts.comparison.are_alike(expected, actual, memory.scratch)) {
    auto failure = unlike(parts.comparison, expected, actual, parts.named(line));
    failure.detail = fmt::format("row {}: {}", line + 1, failure.detail);
    return failure;
  }
  known.know(hash);
  parts.learn(0, known, expected, expected);
  if (!known.is_surely_alike(body)) parts.learn(1, known, expected, actual);
  return {};
}

}  // namespace plimsoll
