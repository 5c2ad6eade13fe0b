#include "tests/architecture/code_rules.h"

#include "tests/architecture/tokens.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace plimsoll::architecture {
namespace {

constexpr int kMostLines = 400;

struct OwnedWord {
  std::string_view word;
  std::vector<std::string_view> owners;
  std::string_view reason;
};

const std::vector<OwnedWord> kOwnedWords = {
    {"detached", {"core/task_group.cpp"}, "every coroutine has an owner: spawn it in a TaskGroup"},
    {"sleep_for", {}, "wait on the Clock, or for the event itself"},
    {"usleep", {}, "wait on the Clock, or for the event itself"},
    {"nanosleep", {}, "wait on the Clock, or for the event itself"},
    {"system_clock", {"core/clock.cpp", "core/time.h"}, "the Clock tells instants, wall_now() the date"},
};

bool owns(const OwnedWord& word, std::string_view path) {
  return std::find(word.owners.begin(), word.owners.end(), path) != word.owners.end();
}

// The parenthesis of if (...), for (...): what follows it is another statement.
bool heads_a_statement(const Tokens& tokens, std::size_t parenthesis) {
  constexpr std::array<std::string_view, 5> kHeads = {"if", "constexpr", "while", "for", "switch"};
  return tokens[parenthesis].text == "(" && parenthesis > 0 &&
         std::find(kHeads.begin(), kHeads.end(), tokens[parenthesis - 1].text) != kHeads.end();
}

// The first `{` of the statement after the co_await at this index, or kNone.
std::size_t brace_in_statement(const Tokens& tokens, std::size_t start) {
  for (auto i = start + 1; i < tokens.size(); ++i) {
    const auto text = tokens[i].text;
    if (text == "{") return i;
    if (text == ";") break;
    if (const auto lambda = lambda_at(tokens, i)) {
      i = lambda->body_close;
      continue;
    }
    const bool closes_around = (text == ")" || text == "]" || text == "}") && tokens[i].partner < start;
    if (closes_around && (text == "}" || heads_a_statement(tokens, tokens[i].partner))) break;
  }
  return Token::kNone;
}

bool is_coroutine(const Tokens& tokens, const Lambda& lambda) {
  for (auto i = lambda.body_open + 1; i < lambda.body_close; ++i) {
    if (tokens[i].text == "co_await" || tokens[i].text == "co_return" || tokens[i].text == "co_yield") return true;
    if (const auto inner = lambda_at(tokens, i)) i = inner->body_close;
  }
  return false;
}

}  // namespace

std::vector<Finding> too_long(const SourceFile& source) {
  if (source.lines <= kMostLines) return {};
  return {{source.path, source.lines,
           std::to_string(source.lines) + " lines, at most " + std::to_string(kMostLines) +
               ": a second noun is hiding in it"}};
}

std::vector<Finding> words_out_of_place(const SourceFile& source) {
  std::vector<Finding> findings;
  for (const auto& token : tokenize(source.code)) {
    for (const auto& word : kOwnedWords) {
      if (token.text != word.word || owns(word, source.path)) continue;
      findings.push_back({source.path, token.line, std::string(word.word) + ": " + std::string(word.reason)});
    }
  }
  return findings;
}

std::vector<Finding> braces_after_co_await(const SourceFile& source) {
  std::vector<Finding> findings;
  const auto tokens = tokenize(source.code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].text != "co_await") continue;
    const auto brace = brace_in_statement(tokens, i);
    if (brace == Token::kNone) continue;
    findings.push_back(
        {source.path, tokens[brace].line, "an aggregate inside a co_await statement is miscompiled: name it before"});
  }
  return findings;
}

std::vector<Finding> capturing_lambda_coroutines(const SourceFile& source) {
  std::vector<Finding> findings;
  const auto tokens = tokenize(source.code);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto lambda = lambda_at(tokens, i);
    if (!lambda || !lambda->captures || !is_coroutine(tokens, *lambda)) continue;
    findings.push_back({source.path, tokens[i].line, "a lambda coroutine captures nothing: hand it values"});
  }
  return findings;
}

}  // namespace plimsoll::architecture
