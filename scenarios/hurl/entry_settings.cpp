#include "scenarios/hurl/entry_settings.h"

#include "core/text.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// A bare number is milliseconds.
std::optional<Nanos> duration_of(std::string_view text) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  Nanos unit = std::chrono::milliseconds(1);
  if (text.ends_with("ms")) {
    text.remove_suffix(2);
  } else if (text.ends_with('s') || text.ends_with('m') || text.ends_with('h')) {
    unit = text.back() == 's'   ? Nanos(std::chrono::seconds(1))
           : text.back() == 'm' ? Nanos(std::chrono::minutes(1))
                                : Nanos(std::chrono::hours(1));
    text.remove_suffix(1);
  }
  const auto count = whole_number(text);
  if (!count || *count > kMost || static_cast<double>(*count) * static_cast<double>(unit.count()) > 9e18)
    return std::nullopt;
  return unit * static_cast<std::int64_t>(*count);
}

// One line, its value filled in.
class OptionLine {
 public:
  OptionLine(std::string_view name, std::string_view value) : name_(name), value_(value) {}

  Result<> put_into(EntryOptions& options) const {
    if (name_ == "location") options.is_trusting = false;
    for (const auto& [name, member] :
         {std::pair{"location", &EntryOptions::follows_redirects}, std::pair{"skip", &EntryOptions::is_skipped},
          std::pair{"insecure", &EntryOptions::is_insecure}, std::pair{"compressed", &EntryOptions::is_compressed},
          std::pair{"path-as-is", &EntryOptions::keeps_path}})
      if (name_ == name) return set_truth(options.*member);
    for (const auto& [name, member] :
         {std::pair{"max-redirs", &EntryOptions::most_redirects}, std::pair{"retry", &EntryOptions::retries},
          std::pair{"repeat", &EntryOptions::repeats}})
      if (name_ == name) return set_count(options.*member);
    for (const auto& [name, member] :
         {std::pair{"retry-interval", &EntryOptions::retry_interval}, std::pair{"delay", &EntryOptions::delay},
          std::pair{"connect-timeout", &EntryOptions::connect_timeout}, std::pair{"max-time", &EntryOptions::timeout}})
      if (name_ == name) return set_duration(options.*member);
    return put_text(options);
  }

 private:
  Result<> put_text(EntryOptions& options) const {
    if (name_ == "location-trusted") {
      bool is_trusting = false;
      auto set = set_truth(is_trusting);
      if (is_trusting) options.follows_redirects = options.is_trusting = true;
      return set;
    }
    if (name_ == "user") {
      options.user = value_;
    } else if (name_ == "header") {
      const auto colon = value_.find(':');
      if (colon == std::string_view::npos) return invalid("header needs NAME: VALUE");
      options.headers.push_back(
          {std::string(trimmed(value_.substr(0, colon))), std::string(trimmed(value_.substr(colon + 1)))});
    } else if (name_ == "resolve") {
      auto resolve = parse_resolve(value_);
      if (resolve.has_error()) return resolve.error();
      options.resolve.push_back(std::move(*resolve));
    }
    return {};  // http1.1, verbose: it is so anyway
  }

  Result<> set_truth(bool& member) const {
    if (value_ != "true" && value_ != "false") return invalid(fmt::format("{} needs true or false", name_));
    member = value_ == "true";
    return {};
  }

  Result<> set_count(std::uint64_t& member) const {
    const auto count = value_ == "-1" ? std::optional(EntryOptions::kForEver) : whole_number(value_);
    if (!count) return invalid(fmt::format("{} needs a whole number, or -1 for ever", name_));
    member = *count;
    return {};
  }

  Result<> set_duration(Nanos& member) const {
    const auto duration = duration_of(value_);
    if (!duration) return invalid(fmt::format("{} needs a duration like 500ms, 2s or 1m", name_));
    const bool is_limit = name_ == "connect-timeout" || name_ == "max-time";
    if (is_limit && *duration == Nanos(0)) return {};  // what holds without it
    member = *duration;
    return {};
  }

  std::string_view name_;
  std::string_view value_;
};

}  // namespace

Result<> set_option(std::string_view name, std::string_view value, EntryOptions& options) {
  return OptionLine(name, value).put_into(options);
}

}  // namespace plimsoll
