#include "record/failures.h"

#include <iterator>

namespace plimsoll {
namespace {

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

bool has_digit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Taken off the front: a word, or one character that is of none.
std::string_view take_word(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_of_word);
  auto length = static_cast<std::size_t>(end - text.begin());
  while (length > 0 && (text[length - 1] == '.' || text[length - 1] == '-')) --length;
  const auto word = text.substr(0, std::max<std::size_t>(1, length));
  text.remove_prefix(word.size());
  return word;
}

// What is ours in front of the server's words; all of it where it says none.
std::size_t own_words(std::string_view kind, std::string_view message) {
  if (kind == to_string(FailureKind::stream_error)) return 0;
  const bool may_say = kind == to_string(FailureKind::status) ||
                       (kind == to_string(FailureKind::check) && message.starts_with("an error within a "));
  const auto colon = may_say ? message.find(": ") : std::string_view::npos;
  return colon == std::string_view::npos ? message.size() : colon;
}

}  // namespace

bool says_server_words(std::string_view kind, std::string_view message) {
  return own_words(kind, message) < message.size();
}

std::string failure_words(std::string_view kind, std::string_view message) {
  const auto own = own_words(kind, message);
  std::string words(message.substr(0, own));
  for (auto said = message.substr(own); !said.empty();) {
    const auto word = take_word(said);
    words += has_digit(word) ? kDiffers : word;
  }
  return words;
}

void settle_words(std::string& message, std::string_view kind, std::string_view another) {
  if (message == another || message == kFurtherFailures) return;
  const auto own = own_words(kind, message);
  std::string words = message.substr(0, own);
  auto said = std::string_view(message).substr(own);
  auto other = another.substr(std::min(own, another.size()));
  while (!said.empty() && !other.empty()) {
    const auto word = take_word(said);
    words += word == take_word(other) ? word : kDiffers;
  }
  message = std::move(words);
}

void merge_failures(std::vector<FailureRecord>& into, const std::vector<FailureRecord>& from) {
  const auto same = [](const FailureRecord& a, const FailureRecord& b) {
    return a.request == b.request && a.kind == b.kind && a.warmup == b.warmup &&
           (a.message == b.message || (says_server_words(a.kind, a.message) &&
                                       failure_words(a.kind, a.message) == failure_words(b.kind, b.message)));
  };
  for (const auto& failure : from) {
    FailureRecord wanted{failure.request, failure.kind, failure.message, 0, failure.warmup, {}};
    auto& entry = failure_among(into, std::move(wanted), same);
    settle_words(entry.message, entry.kind, failure.message);
    entry.count += failure.count;
    const auto room = std::min(kMostFailureExamples - entry.examples.size(), failure.examples.size());
    std::copy_n(failure.examples.begin(), room, std::back_inserter(entry.examples));
  }
}

}  // namespace plimsoll
