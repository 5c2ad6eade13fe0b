// Every recorded trace has the verdict, the numbers and the sentence that the method's own calculation gave it.

#include "judgement/judge.h"
#include "judgement/traces/trace_reader.h"
#include "tests/judgement/expectation.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace plimsoll::reference_test {

LeakVerdict judge_file(const std::string& name) {
  std::ifstream in(PLIMSOLL_TEST_DATA "/leak-traces/" + name);
  auto file = read_trace(in, {{"rss_bytes"}});
  if (!file) {
    ADD_FAILURE() << name << ": " << file.error().message;
    return {};
  }
  return judge(file->columns.at(0).trace, {});
}

TEST(RecordedTraces, are_judged_as_the_reference_says) {
  if (update_expected("reference.json", judge_file)) return;
  const auto reference = read_json("reference.json");
  ASSERT_GE(reference.size(), 117u);
  for (const auto& [name, expected] : reference.items()) {
    SCOPED_TRACE(name);
    expect_equal(judge_file(name), expected);
  }
}

TEST(RecordedTraces, without_a_leak_are_never_accused) {
  const auto labels = read_json("labels.json");
  std::size_t healthy = 0;
  for (const auto& [name, label] : labels.items()) {
    if (label["truth"] != "no_leak") continue;
    ++healthy;
    EXPECT_NE(judge_file(name).verdict, Verdict::leaking) << name;
  }
  EXPECT_GE(healthy, 60u);
}

}  // namespace plimsoll::reference_test
