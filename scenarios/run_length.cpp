#include "scenarios/run_length.h"

#include "core/units.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::string_view kUntilVerdict = "until_verdict";

std::string_view without_blanks_before(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool skip(std::string_view& text, std::string_view word) {
  text = without_blanks_before(text);
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

Error unexpected(std::string_view text) {
  return {ErrorKind::invalid,
          fmt::format(R"(expected "until_verdict" or "until_verdict, at most 2h", got "{}")", text)};
}

}  // namespace

Result<RunLength> parse_run_length(std::string_view text) {
  auto rest = without_blanks_before(text);
  if (!rest.starts_with("until") && rest.find("at most") != std::string_view::npos)
    return Error{ErrorKind::invalid,
                 "an end where there is no verdict belongs to a run until its verdict: add "
                 "-t until_verdict, or write duration: until_verdict"};
  if (!rest.starts_with("until")) {
    const auto duration = parse_duration(text);
    if (duration.has_error()) return duration.error();
    return RunLength{*duration, false};
  }
  if (!skip(rest, kUntilVerdict)) return unexpected(text);
  if (without_blanks_before(rest).empty()) return RunLength{kUsualMost, true};
  if (!skip(rest, ",") || !skip(rest, "at") || !skip(rest, "most")) return unexpected(text);
  const auto most = parse_duration(without_blanks_before(rest));
  if (most.has_error()) return with_context(most.error(), "at most");
  return RunLength{*most, true};
}

}  // namespace plimsoll
