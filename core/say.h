#pragma once

// Words for people and for pipes, on standard output or standard error. A reader that went away (`| head`) ends no
// work: what it does not take is lost, and the exit code says what the work came to. A full disk is an exception. Any
// thread.

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace plimsoll {

template <class... T>
void say(std::FILE* to, fmt::format_string<T...> words, T&&... values) {
  const auto text = fmt::format(words, std::forward<T>(values)...);
  if (std::fwrite(text.data(), 1, text.size(), to) == text.size() || errno == EPIPE || errno == EBADF) return;
  throw std::system_error(errno, std::generic_category(), "cannot write");
}

template <class... T>
void say(fmt::format_string<T...> words, T&&... values) {
  say(stdout, words, std::forward<T>(values)...);
}

}  // namespace plimsoll
