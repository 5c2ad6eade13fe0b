// 10,000 random expressions beside an independent implementation, Python's croniter.

#include "schedules/calendar/recurrence.h"

#include "core/random.h"
#include "tests/schedules/instants.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace plimsoll::croniter_test {

constexpr int kExpressions = 10'000;
constexpr int kTimes = 3;

// What cron and croniter agree upon, which is what is taken.
class Expressions {
 public:
  std::string next() {
    const auto minute = field(0, 59, {}), hour = field(0, 23, {});
    auto day = field(1, 31, {}), weekday = field(0, 6, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"});
    if (day.starts_with("*/") && weekday != "*") day = "*";
    if (weekday.starts_with("*/") && day != "*") weekday = "*";
    const auto month =
        field(1, 12, {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
    return fmt::format("{} {} {} {} {}", minute, hour, day, month, weekday);
  }

 private:
  std::string value(unsigned low, unsigned value, const std::vector<std::string>& names) {
    return !names.empty() && random_.below(3) == 0 ? names[value - low] : std::to_string(value);
  }

  std::string field(unsigned low, unsigned high, const std::vector<std::string>& names) {
    if (random_.below(3) == 0) return "*";
    if (random_.below(4) == 0) return fmt::format("*/{}", 1 + random_.below(high));
    std::string list;
    for (auto items = 1 + random_.below(3); items > 0; --items) {
      const auto first = low + static_cast<unsigned>(random_.below(high - low + 1));
      const auto last = first + static_cast<unsigned>(random_.below(high - first + 1));
      if (!list.empty()) list += ",";
      list += value(low, first, names);
      if (last == first || random_.below(2) == 0) continue;
      list += "-" + value(low, last, names);
      if (random_.below(2) == 0) list += fmt::format("/{}", 1 + random_.below(last - first));
    }
    return list;
  }

  Random random_{2026};
};

TEST(Croniter, names_the_same_times_for_10_000_random_expressions) {
  const auto root = std::filesystem::path(PLIMSOLL_SOURCE_DIR);
  const auto python = root / ".deps/venv/bin/python3";
  if (!std::filesystem::exists(python)) {
    const char* ci = std::getenv("CI");
    ASSERT_FALSE(ci != nullptr && std::string(ci) == "true") << "no virtual environment with croniter";
    GTEST_SKIP() << "SKIPPED, CRON IS NOT COMPARED: PyPI could not be reached, so .deps/venv is not there";
  }
  const test::TempFolder folder;
  Expressions expressions;
  Random random(7);
  const auto utc = TimeZone::named("UTC").value();
  std::string asked, ours;
  int taken = 0;
  while (taken < kExpressions) {
    const auto expression = expressions.next();
    const auto recurrence = Recurrence::of_cron(expression, utc);
    // A 31 February that nobody could draw otherwise; nothing else may be refused.
    if (recurrence.has_error()) {
      ASSERT_NE(recurrence.error().message.find("never comes"), std::string::npos) << recurrence.error().message;
      continue;
    }
    ++taken;
    auto at = test::utc("2024-01-01 00:00:00") + std::chrono::minutes(random.below(std::uint64_t{4} * 366 * 24 * 60));
    asked += fmt::format("{}\t{}\n", at.time_since_epoch().count(), expression);
    for (int i = 0; i < kTimes; ++i) {
      at = recurrence->next_after(at).value();
      ours += fmt::format("{}{}", i == 0 ? "" : " ", at.time_since_epoch().count());
    }
    ours += "\n";
  }
  const auto file = folder.write("asked.tsv", asked);
  const auto theirs =
      test::run_process({python.string(), (root / "tests/schedules/calendar/croniter_times.py").string(), file.string(),
                         std::to_string(kTimes)});
  ASSERT_EQ(theirs.exit_code, 0) << theirs.err;
  std::istringstream questions(asked), left(ours), right(theirs.out);
  int different = 0, compared = 0;
  for (std::string question, a, b; std::getline(questions, question);) {
    ASSERT_TRUE(std::getline(left, a) && std::getline(right, b)) << question;
    ++compared;
    if (a != b && ++different <= 10) ADD_FAILURE() << question << "\n  ours     " << a << "\n  croniter " << b;
  }
  EXPECT_EQ(compared, kExpressions);
  EXPECT_EQ(different, 0);
}

}  // namespace plimsoll::croniter_test
