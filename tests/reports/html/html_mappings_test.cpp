#include "reports/html/report.h"
#include "tests/page/sample_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace plimsoll::html_mappings_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kMiB = 1 << 20;

std::string body_of(const RunRecord& record) {
  std::ostringstream out;
  write_html(record, out);
  const auto page = out.str();
  const auto from = page.find("<body");
  return page.substr(from, page.rfind("<script>") - from);
}

void add_mappings(RunRecord& record) {
  auto& monitor = record.monitors.at(0);
  ProcessMappings process;
  process.pid = monitor.pids.at(0);
  process.from_s = 60;
  process.to_s = 1200;
  process.classes = {{MappingClass::anonymous, 4, 16, 12, {kMiB, kMiB, kMiB}, {74 * kMiB, 74 * kMiB, 74 * kMiB}},
                     {MappingClass::gpu, 2, 3, 1, {kMiB, 0, 0}, {5 * kMiB, 0, 0}}};
  process.grown = {
      {MappingClass::anonymous, "<b>mine</b>", "7f12a0000000-7f12a4000000", {}, {64 * kMiB, 64 * kMiB, 64 * kMiB}}};
  monitor.mappings = {{process}, {"the mappings of python 4999 may not be read"}};
}

TEST(HtmlMappings, of_a_leak_are_named_beside_the_verdict_and_in_its_section) {
  auto record = leaking_run();
  add_mappings(record);
  const auto body = body_of(record);
  const auto sentence = body.find("All that it gained, 73.0 MiB, is in anonymous mappings (mmap): 12 that grew");
  ASSERT_NE(sentence, std::string::npos);
  EXPECT_LT(sentence, body.find("<section")) << "on the first screen";
  EXPECT_NE(body.find("is in anonymous mappings", body.find("<section id=\"memory\"")), std::string::npos);
  EXPECT_THAT(body, AllOf(HasSubstr("Memory by kind of mapping, before and after"), HasSubstr("<td>4 to 16</td>"),
                          HasSubstr("<td>+73.0 MiB</td>"), HasSubstr("mappings of the GPU&#39;s driver"),
                          HasSubstr("<td>+4.00 MiB</td>"), HasSubstr("The mappings of python 4999 may not be read.")));
  EXPECT_THAT(body, Not(HasSubstr("<b>mine")));
}

TEST(HtmlMappings, of_what_is_clean_are_not_there) {
  auto record = healthy_run();
  add_mappings(record);
  EXPECT_THAT(body_of(record), AllOf(Not(HasSubstr("it gained")), Not(HasSubstr("by kind of mapping"))));
}

}  // namespace plimsoll::html_mappings_test
