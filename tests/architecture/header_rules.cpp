#include "tests/architecture/header_rules.h"

#include "tests/architecture/tokens.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace plimsoll::architecture {
namespace {

using Names = std::vector<std::string_view>;

// Of a name in std: one of these headers brings it.
const std::map<std::string_view, Names, std::less<>> kStandard = {
    {"string", {"string"}},
    {"to_string", {"string"}},
    {"string_view", {"string_view", "string"}},
    {"vector", {"vector"}},
    {"optional", {"optional"}},
    {"nullopt", {"optional"}},
    {"function", {"functional"}},
    {"map", {"map"}},
    {"set", {"set"}},
    {"array", {"array"}},
    {"deque", {"deque"}},
    {"variant", {"variant"}},
    {"monostate", {"variant"}},
    {"visit", {"variant"}},
    {"unique_ptr", {"memory"}},
    {"shared_ptr", {"memory"}},
    {"weak_ptr", {"memory"}},
    {"make_unique", {"memory"}},
    {"pair", {"utility", "map"}},
    {"atomic", {"atomic"}},
    {"mutex", {"mutex"}},
    {"lock_guard", {"mutex"}},
    {"condition_variable", {"condition_variable"}},
    {"thread", {"thread"}},
    {"chrono", {"chrono"}},
    {"filesystem", {"filesystem"}},
    {"ostream", {"iosfwd", "ostream", "iostream", "sstream", "fstream"}},
    {"istream", {"iosfwd", "istream", "iostream", "sstream", "fstream"}},
    {"ofstream", {"iosfwd", "fstream"}},
    {"ifstream", {"iosfwd", "fstream"}},
    {"ostringstream", {"sstream"}},
    {"uint8_t", {"cstdint"}},
    {"uint16_t", {"cstdint"}},
    {"uint32_t", {"cstdint"}},
    {"uint64_t", {"cstdint"}},
    {"int64_t", {"cstdint"}},
    {"exception_ptr", {"exception"}},
    {"coroutine_handle", {"coroutine"}},
    {"regex", {"regex"}},
    {"span", {"span"}},
    {"tuple", {"tuple"}},
    {"error_code", {"system_error", "filesystem"}},
    {"numeric_limits", {"limits"}},
};

bool is_header(const SourceFile& source) { return source.path.ends_with(".h"); }

bool is_type_name(std::string_view word) { return word.front() >= 'A' && word.front() <= 'Z'; }

struct Declaration {
  std::string_view name;
  bool defined = false;  // with its body, and not only announced
};

// `struct Name {`, `class Name : ... {`, `enum class Name {`, `using Name =`; or `struct Name;`, `<class Name>`.
std::vector<Declaration> declarations(const Tokens& tokens) {
  std::vector<Declaration> found;
  for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
    const auto word = tokens[i].text;
    const auto name = tokens[i + 1].text;
    if ((word != "struct" && word != "class" && word != "using") || !is_type_name(name)) continue;
    const auto next = tokens[i + 2].text;
    if (word == "using" ? next == "=" : next == "{" || next == ":" || next == "final") found.push_back({name, true});
    if (word != "using" && (next == ";" || next == "," || next == ">")) found.push_back({name, false});
  }
  return found;
}

class Reach {
 public:
  explicit Reach(const std::vector<SourceFile>& tree) {
    for (const auto& source : tree)
      if (is_header(source)) headers_[source.path] = &source;
  }

  // Itself and every header of ours below it, and each header of others that one of them includes.
  const std::set<std::string>& of(const std::string& path) {
    const auto known = reached_.find(path);
    if (known != reached_.end()) return known->second;
    auto& reached = reached_[path];
    reached.insert(path);
    const auto header = headers_.find(path);
    if (header == headers_.end()) return reached;
    std::set<std::string> all = {path};
    for (const auto& include : header->second->includes) {
      const auto below = of(include.path);
      all.insert(below.begin(), below.end());
    }
    return reached_[path] = std::move(all);
  }

 private:
  std::map<std::string, const SourceFile*> headers_;
  std::map<std::string, std::set<std::string>> reached_;
};

// Where each type of ours is defined; a name that several headers define is left alone.
std::map<std::string_view, std::set<std::string>> homes_of_types(const std::map<std::string, Tokens>& tokens) {
  std::map<std::string_view, std::set<std::string>> homes;
  for (const auto& [path, words] : tokens)
    for (const auto& declared : declarations(words))
      if (declared.defined) homes[declared.name].insert(path);
  std::erase_if(homes, [](const auto& entry) { return entry.second.size() > 1; });
  return homes;
}

bool is_std(const Tokens& tokens, std::size_t i) {
  return i >= 3 && tokens[i - 1].text == ":" && tokens[i - 2].text == ":" && tokens[i - 3].text == "std";
}

// Of another namespace or object: no type of ours.
bool is_qualified(const Tokens& tokens, std::size_t i) {
  return i >= 1 && (tokens[i - 1].text == ":" || tokens[i - 1].text == "." || tokens[i - 1].text == "#");
}

}  // namespace

std::vector<Finding> names_out_of_reach(const std::vector<SourceFile>& tree) {
  std::map<std::string, Tokens> tokens;
  for (const auto& source : tree)
    if (is_header(source)) tokens[source.path] = tokenize(source.code);
  const auto homes = homes_of_types(tokens);
  Reach reach(tree);
  std::vector<Finding> findings;
  for (const auto& [path, words] : tokens) {
    const auto& reached = reach.of(path);
    std::set<std::string_view> settled;  // declared here, or reported already
    for (const auto& below : reached)
      if (const auto known = tokens.find(below); known != tokens.end())
        for (const auto& declared : declarations(known->second)) settled.insert(declared.name);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto word = words[i].text;
      if (is_std(words, i)) {
        const auto known = kStandard.find(word);
        if (known == kStandard.end() || !settled.insert(word).second) continue;
        const auto& bringers = known->second;
        if (std::none_of(bringers.begin(), bringers.end(),
                         [&](auto name) { return reached.contains(std::string(name)); }))
          findings.push_back(
              {path, words[i].line, "std::" + std::string(word) + " without <" + std::string(bringers.front()) + ">"});
        continue;
      }
      const auto home = homes.find(word);
      if (home == homes.end() || is_qualified(words, i) || reached.contains(*home->second.begin())) continue;
      if (!settled.insert(word).second) continue;
      findings.push_back({path, words[i].line, std::string(word) + " without \"" + *home->second.begin() + "\""});
    }
  }
  return findings;
}

}  // namespace plimsoll::architecture
