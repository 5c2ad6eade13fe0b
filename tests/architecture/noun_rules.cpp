#include "tests/architecture/noun_rules.h"

#include "tests/architecture/house.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace plimsoll::architecture {
namespace {

constexpr std::size_t kMostNouns = 25;

using Graph = std::map<std::string, std::set<std::string>>;

std::string noun_of(const std::string& path) { return path.substr(0, path.rfind('.')); }

Graph includes_of(const std::vector<SourceFile>& tree) {
  Graph graph;
  for (const auto& source : tree) graph[noun_of(source.path)];
  for (const auto& source : tree) {
    for (const auto& include : source.includes) {
      const auto target = noun_of(include.path);
      if (target != noun_of(source.path) && graph.contains(target)) graph[noun_of(source.path)].insert(target);
    }
  }
  return graph;
}

// Takes away what includes nothing that is left, until only circles and what leads to them are left; then what nothing
// leads to.
Graph without_ends(Graph graph) {
  for (std::size_t gone = 1; gone > 0;) {
    std::set<std::string> included;
    for (auto& [noun, targets] : graph) {
      std::erase_if(targets, [&](const std::string& target) { return !graph.contains(target); });
      included.insert(targets.begin(), targets.end());
    }
    gone = std::erase_if(graph,
                         [&](const auto& entry) { return entry.second.empty() || !included.contains(entry.first); });
  }
  return graph;
}

}  // namespace

std::vector<Finding> crowded_folders(const std::vector<SourceFile>& tree) {
  std::map<std::string, std::set<std::string>> folders;
  for (const auto& source : tree) folders[std::string(folder_of(noun_of(source.path)))].insert(noun_of(source.path));
  std::vector<Finding> findings;
  for (const auto& [folder, nouns] : folders) {
    if (nouns.size() > kMostNouns)
      findings.push_back({folder, 1,
                          std::to_string(nouns.size()) + " nouns, at most " + std::to_string(kMostNouns) +
                              ": rooms are hiding in it"});
  }
  return findings;
}

std::vector<Finding> circles_of_nouns(const std::vector<SourceFile>& tree) {
  std::vector<Finding> findings;
  for (const auto& [noun, targets] : without_ends(includes_of(tree))) {
    std::string names;
    for (const auto& target : targets) names += (names.empty() ? "" : ", ") + target;
    findings.push_back({noun, 1, "lies in a circle of nouns, or between two: it includes " + names});
  }
  return findings;
}

std::vector<Finding> types_named_twice(const std::vector<SourceFile>& tree) {
  // Not within another, and not only declared.
  static const std::regex kType(R"((?:^|\n)(?:struct|class|enum class|enum) ([A-Za-z_]\w*)(?: final)?\s*(?::[^:]|\{))");
  std::map<std::string, std::string> where;
  std::vector<Finding> findings;
  for (const auto& source : tree) {
    if (!source.path.ends_with(".h")) continue;
    for (std::sregex_iterator found(source.code.begin(), source.code.end(), kType), end; found != end; ++found) {
      const auto name = (*found)[1].str();
      const auto [first, is_new] = where.emplace(name, source.path);
      if (is_new) continue;
      const auto line = 1 + std::count(source.code.begin(), source.code.begin() + found->position(1), '\n');
      findings.push_back({source.path, static_cast<int>(line), name + " is the name of a type in " + first->second});
    }
  }
  return findings;
}

}  // namespace plimsoll::architecture
