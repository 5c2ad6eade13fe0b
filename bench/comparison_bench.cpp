// How long comparing two parsed JSON values takes: an array of a million numbers, and ten thousand objects whose order
// does not matter. Prints the median of several rounds in milliseconds; parsing is told apart.

#include "engine/differences/json_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace plimsoll;
using Watch = std::chrono::steady_clock;

constexpr int kRounds = 9;

double since(Watch::time_point begin) {
  return std::chrono::duration<double, std::milli>(Watch::now() - begin).count();
}

void show(const char* what, const std::string& one, const std::string& other, const ComparisonRules& rules) {
  const auto comparison = JsonComparison::make(rules).value();
  std::vector<double> parsing;
  std::vector<double> comparing;
  bool alike = false;
  SoundScratch scratch;
  for (int round = 0; round < kRounds; ++round) {
    JsonTree expected;
    JsonTree actual;
    const auto begin = Watch::now();
    if (!expected.parse(one) || !actual.parse(other)) return;
    parsing.push_back(since(begin) / 2);
    const auto parsed = Watch::now();
    alike = comparison.are_alike({expected, one}, {actual, other}, scratch);
    comparing.push_back(since(parsed));
  }
  std::sort(parsing.begin(), parsing.end());
  std::sort(comparing.begin(), comparing.end());
  fmt::print("{:<52} {:8.2f} ms, each parsed in {:.2f} ms, {}\n", what, comparing[kRounds / 2], parsing[kRounds / 2],
             alike ? "alike" : "different");
}

std::string list_of(const std::vector<std::string>& elements) {
  std::string text = "[";
  for (const auto& element : elements) text.append(text.size() > 1 ? "," : "").append(element);
  return text + "]";
}

}  // namespace

int main() {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> numbers(-1000, 1000);
  std::vector<std::string> one;
  std::vector<std::string> nudged;
  for (int i = 0; i < 1'000'000; ++i) {
    const auto number = numbers(random);
    one.push_back(fmt::format("{}", number));
    nudged.push_back(fmt::format("{}", number + 1e-7));
  }
  ComparisonRules rules;
  show("1,000,000 numbers, the same", list_of(one), list_of(one), rules);
  rules.tolerance.absolute = 1e-6;
  show("1,000,000 numbers, each other, within a tolerance", list_of(one), list_of(nudged), rules);

  std::vector<std::string> objects;
  objects.reserve(10'000);
  for (int i = 0; i < 10'000; ++i)
    objects.push_back(fmt::format(R"({{"id": {}, "label": "l{}", "score": {}, "box": [{}, {}, 3, 4]}})", i, i % 10,
                                  numbers(random), i, i * 2));
  auto shuffled = objects;
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  rules = {};
  rules.ignore_order = true;
  show("10,000 objects in any order", list_of(objects), list_of(shuffled), rules);
  rules.tolerance.absolute = 1e-6;
  show("10,000 objects in any order, within a tolerance", list_of(objects), list_of(shuffled), rules);
  shuffled[5] = R"({"id": -1})";
  rules.tolerance = {};
  show("10,000 objects in any order, one another", list_of(objects), list_of(shuffled), rules);
}
