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

}  // namespace

std::string failure_words(std::string_view kind, std::string_view message) {
  if (kind != to_string(FailureKind::stream_error)) return std::string(message);
  std::string words;
  while (!message.empty()) {
    const auto end = std::find_if_not(message.begin(), message.end(), is_of_word);
    auto length = static_cast<std::size_t>(end - message.begin());
    while (length > 0 && (message[length - 1] == '.' || message[length - 1] == '-')) --length;
    const auto word = message.substr(0, length);
    words += has_digit(word) ? "#" : word;
    message.remove_prefix(length);
    if (message.empty()) break;
    words += message.front();
    message.remove_prefix(1);
  }
  return words;
}

void settle_words(std::string& message, std::string_view kind, std::string_view another) {
  if (message != another && message != kFurtherFailures) message = failure_words(kind, message);
}

void merge_failures(std::vector<FailureRecord>& into, const std::vector<FailureRecord>& from) {
  const auto same = [](const FailureRecord& a, const FailureRecord& b) {
    return a.request == b.request && a.kind == b.kind && a.warmup == b.warmup &&
           (a.message == b.message || (a.kind == to_string(FailureKind::stream_error) &&
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
