#include "cli/answers/answer_proposal.h"

#include "core/json/json.h"
#include "engine/differences/json_comparison.h"
#include "engine/differences/json_number.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace plimsoll {
namespace {

constexpr std::size_t kMostDifferences = 10'000;
constexpr double kSlight = 0.01;        // of the number
constexpr double kLargestSlight = 1e6;  // above, what moves is a clock or a counter
constexpr int kMostRounds = 5;

// "$.p[3].x" and "$.p[*].x"
std::string of_any_index(std::string_view path) {
  std::string general;
  for (std::size_t i = 0; i < path.size(); ++i) {
    general += path[i];
    if (path[i] != '[' || i + 1 >= path.size() || std::isdigit(static_cast<unsigned char>(path[i + 1])) == 0) continue;
    general += '*';
    while (i + 1 < path.size() && path[i + 1] != ']') ++i;
  }
  return general;
}

// Of elements that come and go it is the list.
std::string parent_of(const std::string& path) { return path.substr(0, path.rfind('[')); }

double rounded_up(double number) {
  const auto digit = std::pow(10.0, std::floor(std::log10(number)));
  return std::ceil(number / digit) * digit;
}

struct Varied {
  std::set<std::string> places;  // each
  double most_apart = 0;
  bool is_slight = true;
};

class ProposalMaker {
 public:
  explicit ProposalMaker(const std::vector<std::vector<std::string>>& rows) : rows_(rows) {}

  AnswerProposal make() {
    AnswerProposal proposal;
    for (const auto& answers : rows_)
      for (const auto& body : answers) {
        JsonTree tree;
        proposal.is_of_json = proposal.is_of_json && tree.parse(body);
      }
    if (!proposal.is_of_json) return proposal;
    // A list in another order each time looks like values that vary.
    if (!are_alike({})) {
      proposal.rules.ignore_order = true;
      if (!are_alike(proposal.rules)) proposal.rules.ignore_order = false;
    }
    for (int round = 0; round < kMostRounds && !are_alike(proposal.rules); ++round) add_what_varies(proposal.rules);
    const auto& first = rows_.front().front();
    proposal.is_alike_by_row = std::all_of(rows_.begin(), rows_.end(), [&](const auto& answers) {
      return differences(proposal.rules, first, answers.front()).empty();
    });
    return proposal;
  }

 private:
  struct Found {
    Difference difference;
    double expected = 0, actual = 0;
    bool is_of_reals = false;
  };

  static std::vector<Found> differences(const ComparisonRules& rules, const std::string& one,
                                        const std::string& other) {
    JsonTree expected;
    JsonTree actual;
    if (!expected.parse(one) || !actual.parse(other)) return {};
    const auto comparison = JsonComparison::make(rules).value();
    std::vector<Found> list;
    for (auto& difference : comparison.differences({expected, one}, {actual, other}, kMostDifferences)) {
      Found found{std::move(difference)};
      if (found.difference.kind == DifferenceKind::values_changed) {
        const auto& left = expected[found.difference.expected];
        const auto& right = actual[found.difference.actual];
        found.is_of_reals =
            is_number(left) && is_number(right) && (left.kind == JsonKind::real || right.kind == JsonKind::real);
        found.expected = left.number;
        found.actual = right.number;
      }
      list.push_back(std::move(found));
    }
    return list;
  }

  template <class Use>
  void for_pairs(const ComparisonRules& rules, const Use& use) const {
    for (const auto& answers : rows_)
      for (std::size_t i = 1; i < answers.size(); ++i) use(differences(rules, answers.front(), answers[i]));
  }

  bool are_alike(const ComparisonRules& rules) const {
    bool alike = true;
    for_pairs(rules, [&](const std::vector<Found>& found) { alike = alike && found.empty(); });
    return alike;
  }

  void add_what_varies(ComparisonRules& rules) const {
    std::map<std::string, Varied> varied;
    for_pairs(rules, [&](const std::vector<Found>& list) {
      for (const auto& found : list) {
        const auto kind = found.difference.kind;
        const bool is_of_list = kind == DifferenceKind::iterable_item_added ||
                                kind == DifferenceKind::iterable_item_removed ||
                                kind == DifferenceKind::repetition_change;
        const auto place = is_of_list ? parent_of(found.difference.path) : found.difference.path;
        auto& one = varied[of_any_index(place)];
        one.places.insert(place);
        const auto apart = std::abs(found.expected - found.actual);
        const auto size = std::max(std::abs(found.expected), std::abs(found.actual));
        one.is_slight = one.is_slight && found.is_of_reals && size < kLargestSlight && apart <= kSlight * size;
        one.most_apart = std::max(one.most_apart, apart);
      }
    });
    for (const auto& [general, one] : varied) {
      const auto& place = one.places.size() > 1 ? general : *one.places.begin();
      if (!PlacePattern::compile(place)) continue;  // a name with a quote in it: the next round cannot say it either
      const auto known = std::find_if(rules.tolerance_at.begin(), rules.tolerance_at.end(),
                                      [&](const PlaceTolerance& tolerance) { return tolerance.place == place; });
      if (one.is_slight && known == rules.tolerance_at.end())
        rules.tolerance_at.push_back({place, {rounded_up(2 * one.most_apart), {}, {}}});
      else
        rules.ignored.push_back(place);
    }
  }

  const std::vector<std::vector<std::string>>& rows_;
};

std::string quoted_place(const std::string& place) { return to_text(nlohmann::json(place)); }

}  // namespace

AnswerProposal propose(const std::vector<std::vector<std::string>>& rows) { return ProposalMaker(rows).make(); }

std::string lines_of(const AnswerProposal& proposal, std::string_view file, std::size_t indent) {
  const std::string blanks(indent, ' ');
  const auto& rules = proposal.rules;
  auto lines = fmt::format("{0}expect:\n{0}  body_like:\n{0}    {1}: {2}\n", blanks,
                           proposal.is_alike_by_row ? "file" : "lines", quoted_place("@" + std::string(file)));
  if (rules.ignore_order) lines += fmt::format("{}    ignore_order: true  # it varied from call to call\n", blanks);
  if (!rules.tolerance_at.empty()) {
    lines += fmt::format("{}    tolerance_at:  # twice what they varied by\n", blanks);
    for (const auto& [place, tolerance] : rules.tolerance_at)
      lines +=
          fmt::format("{}      {}: {{absolute_tolerance: {}}}\n", blanks, quoted_place(place), *tolerance.absolute);
  }
  if (!rules.ignored.empty()) {
    std::vector<std::string> places;
    for (const auto& place : rules.ignored) places.push_back(quoted_place(place));
    lines += fmt::format("{}    ignore: [{}]  # they varied from call to call\n", blanks, fmt::join(places, ", "));
  }
  return lines;
}

}  // namespace plimsoll
