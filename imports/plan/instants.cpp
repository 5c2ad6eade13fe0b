#include "imports/plan/instants.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace plimsoll {
namespace {

class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  bool digits(std::size_t count, int& value) {
    if (rest_.size() < count || rest_.substr(0, count).find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    std::from_chars(rest_.data(), rest_.data() + count, value);
    rest_.remove_prefix(count);
    return true;
  }
  bool any_of(std::string_view marks) {
    if (rest_.empty() || marks.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool month(int& value) {
    constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < kMonths.size(); ++i)
      if (rest_.starts_with(kMonths[i])) {
        value = static_cast<int>(i) + 1;
        rest_.remove_prefix(3);
        return true;
      }
    return false;
  }
  double fraction() {
    double value = 0;
    if (!any_of(".,")) return value;
    for (double unit = 0.1; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; unit /= 10) {
      value += unit * (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  int zone_seconds() {
    if (rest_.starts_with(' ')) rest_.remove_prefix(1);
    const bool west = rest_.starts_with('-');
    int hours = 0;
    int minutes = 0;
    if (!any_of("+-") || !digits(2, hours)) return 0;
    any_of(":");
    digits(2, minutes);
    return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::optional<double> instant_of(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size() && std::isfinite(seconds)) {
    const double instant = seconds > 1e14 ? seconds / 1e6 : seconds > 1e11 ? seconds / 1e3 : seconds;  // us, ms
    return instant > 0 ? std::optional(instant) : std::nullopt;
  }
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  DateReader date(text);
  DateReader again(text);
  if (date.digits(4, year)) {
    if (!date.any_of("-/") || !date.digits(2, month) || !date.any_of("-/") || !date.digits(2, day) ||
        !date.any_of("T "))
      return std::nullopt;
  } else {
    date = again;
    if (!date.digits(2, day) || !date.any_of("/") || !date.month(month) || !date.any_of("/") || !date.digits(4, year) ||
        !date.any_of(":"))
      return std::nullopt;
  }
  if (!date.digits(2, hour) || !date.any_of(":") || !date.digits(2, minute) || !date.any_of(":") ||
      !date.digits(2, second))
    return std::nullopt;
  const double fraction = date.fraction();
  using namespace std::chrono;
  const year_month_day calendar{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                std::chrono::day(static_cast<unsigned>(day))};
  if (!calendar.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto days = sys_days(calendar).time_since_epoch();
  return duration<double>(days).count() + hour * 3600 + minute * 60 + second + fraction - date.zone_seconds();
}

}  // namespace plimsoll
