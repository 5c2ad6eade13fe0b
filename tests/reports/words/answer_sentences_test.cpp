#include "reports/words/answer_sentences.h"
#include "record/run_record_json.h"
#include "reports/console.h"
#include "reports/csv.h"
#include "reports/html/report.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::answer_sentences_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

RunRecord record_of(std::vector<std::string> names) {
  RunRecord record;
  record.duration_s = 8;
  record.request_names = std::move(names);
  record.stats = Snapshot(record.request_names.size());
  return record;
}

void answer(RunRecord& record, std::size_t request, int status, std::uint64_t times) {
  record.stats.by_request[request].requests += times;
  if (status > 0) record.stats.by_request[request].statuses.add(status, times);
}

RunRecord redirected() {
  auto record = record_of({"predict"});
  answer(record, 0, 307, 300);
  record.odd_answers = {{"predict", 307, "http://127.0.0.1:7801/plain", ""}};
  return record;
}

TEST(StatusSentences, count_every_code_and_what_came_to_none) {
  auto record = record_of({"predict"});
  answer(record, 0, 200, 1198);
  answer(record, 0, 503, 2);
  EXPECT_THAT(status_sentences(record), ElementsAre("Answers: 1,198 with status 200, 2 with 503."));
  answer(record, 0, 0, 3);
  EXPECT_THAT(status_sentences(record),
              ElementsAre("Answers: 1,198 with status 200, 2 with 503; 3 requests without one."));
}

TEST(StatusSentences, tell_the_requests_that_differ_apart) {
  auto record = record_of({"predict", "health", "never"});
  answer(record, 0, 200, 10);
  answer(record, 1, 503, 1);
  EXPECT_THAT(status_sentences(record),
              ElementsAre("Answers: 10 with status 200, 1 with 503.", "Answers to health: 1 with status 503."));
}

TEST(StatusSentences, say_nothing_where_nothing_was_finished) {
  EXPECT_THAT(status_sentences(record_of({"predict"})), IsEmpty());
}

TEST(ResultNotes, say_where_answers_lead_that_nobody_follows) {
  EXPECT_THAT(result_notes(redirected()),
              ElementsAre(AllOf(HasSubstr("300 of 300 answers to predict have status 307, which leads to "
                                          "http://127.0.0.1:7801/plain"),
                                HasSubstr("does not follow redirects"))));
}

TEST(ResultNotes, say_that_a_pool_hides_what_is_inside) {
  RunRecord record = passing_record();
  const auto note = HasSubstr("28.6 GiB of GPU memory in one process never change by a byte");
  EXPECT_THAT(result_notes(record), Not(Contains(note)));
  record.leaks.push_back(record.leaks[0]);
  LeakRecord& leak = record.leaks.back();
  leak.series = "gpu_bytes";
  leak.verdict.verdict = Verdict::clean;
  leak.verdict.pool_bytes = 29248.0 * 1024 * 1024;
  leak.verdict.explanation = "No leak of GPU memory. The framework's own figures tell.";
  EXPECT_THAT(result_notes(record), Contains(note));
  std::ostringstream console;
  write_console(record, {}, console);
  EXPECT_THAT(console.str(), HasSubstr("No leak of GPU memory. The framework's own figures tell."));
  const auto json = nlohmann::json::parse(to_json(record));
  EXPECT_EQ(json["leaks"].back()["pool_bytes"], 29248.0 * 1024 * 1024);
  EXPECT_FALSE(json["leaks"][0].contains("pool_bytes"));
}

TEST(ResultNotes, leave_a_few_redirects_and_expected_ones_alone) {
  auto few = redirected();
  answer(few, 0, 200, 301);
  EXPECT_THAT(result_notes(few), IsEmpty());
  auto expected = redirected();
  expected.odd_answers.clear();
  EXPECT_THAT(result_notes(expected), IsEmpty());
}

TEST(ResultNotes, say_that_the_target_stood_still) {
  auto record = record_of({"predict"});
  answer(record, 0, 200, 360);
  EXPECT_THAT(result_notes(record), IsEmpty());
  record.measurement.standstill = Standstill{4, 4, 2, 1};
  EXPECT_THAT(result_notes(record), ElementsAre(HasSubstr("No answer came for 4 s of 8 s (from 2 s on)")));
  record.measurement.standstill = Standstill{5, 3, 2, 2};
  EXPECT_THAT(result_notes(record), ElementsAre(HasSubstr("in 2 stretches, the longest of 3 s from 2 s on")));
}

RunRecord cached() {
  auto record = record_of({"predict", "health"});
  answer(record, 0, 200, 1000);
  answer(record, 1, 200, 1000);
  CacheLook look{100, 82, "X-Cache: HIT from edge", 0, 0};
  record.odd_answers = {{"predict", 0, "", "", look}};
  return record;
}

TEST(ResultNotes, say_how_many_answers_came_from_a_cache_and_of_which_request) {
  EXPECT_THAT(result_notes(cached()),
              ElementsAre(AllOf(
                  HasSubstr("41 % of the answers came from a cache, as their headers say (X-Cache: HIT from edge): "
                            "82 % of those to predict; 100 of them were looked at"),
                  HasSubstr("vary: unique"))));
  auto unchanged = record_of({"predict"});
  answer(unchanged, 0, 304, 30);
  answer(unchanged, 0, 200, 30);
  EXPECT_THAT(result_notes(unchanged), ElementsAre(HasSubstr("30 of 60 answers have status 304, not modified")));
}

TEST(ResultNotes, say_nothing_of_a_cache_that_gave_nothing) {
  auto missed = cached();
  missed.odd_answers[0].cache->cached = 0;
  EXPECT_THAT(result_notes(missed), IsEmpty());
  auto hardly = cached();
  hardly.odd_answers[0].cache->cached = 1;
  EXPECT_THAT(result_notes(hardly), IsEmpty()) << "half a percent";
}

TEST(RepeatSentences, say_that_answers_repeat_though_payloads_do_not) {
  auto record = cached();
  record.odd_answers[0].cache = CacheLook{100, 0, "", 100, 97};
  EXPECT_THAT(count_notes(record), Contains(HasSubstr("Answers to predict repeat: 97 of 100 looked at")));
  record.odd_answers[0].cache->repeated = 60;
  EXPECT_THAT(count_notes(record), Not(Contains(HasSubstr("repeat"))));
}

TEST(Answers, from_a_cache_are_told_in_every_report_and_come_back_from_the_record) {
  const auto record = cached();
  std::ostringstream console, markdown, page;
  write_console(record, {}, console);
  write_markdown(record, markdown);
  write_html(record, page);
  EXPECT_THAT(console.str(), HasSubstr("41 % of the answers"));
  EXPECT_THAT(markdown.str(), HasSubstr("came from a cache"));
  EXPECT_THAT(page.str(), HasSubstr("came from a cache"));
  const auto text = to_json(record);
  EXPECT_EQ(to_json(run_record_from_json(text).value()), text);
  EXPECT_EQ(nlohmann::json::parse(text)["odd_answers"][0]["cache"]["cached"], 82);
  EXPECT_FALSE(nlohmann::json::parse(to_json(redirected()))["odd_answers"][0].contains("cache"));
}

TEST(CodingSentences, say_that_a_character_set_encodes_nothing) {
  auto record = redirected();
  EXPECT_THAT(coding_sentences(record), IsEmpty());
  record.odd_answers[0].coding = "UTF-8";
  EXPECT_THAT(count_notes(record), Contains(HasSubstr("say Content-Encoding: UTF-8, which is a character set")));
}

template <class Write>
std::string written(Write write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

TEST(Answers, are_counted_by_status_in_every_report) {
  const auto record = redirected();
  const auto note = HasSubstr("does not follow redirects");
  const auto count = HasSubstr("300 with status 307");
  EXPECT_THAT(written([&](auto& out) { write_console(record, {}, out); }), AllOf(HasSubstr("follow redirects"), count));
  EXPECT_THAT(written([&](auto& out) { write_markdown(record, out); }), AllOf(note, count));
  EXPECT_THAT(written([&](auto& out) { write_junit(record, out); }), AllOf(note, count));
  EXPECT_THAT(written([&](auto& out) { write_requests_csv(record, out); }),
              AllOf(HasSubstr(",status_307\n"), HasSubstr(",300\n")));
  const auto page = written([&](auto& out) { write_html(record, out); });
  EXPECT_THAT(page, AllOf(note, HasSubstr("Answers by status code"), HasSubstr(">307</th>")));
  EXPECT_THAT(page, Not(HasSubstr("no answer</th>")));
}

TEST(Answers, come_back_from_the_record) {
  auto record = redirected();
  record.odd_answers[0].coding = "utf-8";
  record.measurement.standstill = Standstill{4, 4, 2, 1};
  record.stats.connections.ends[ConnectionEnd::surplus] = 7;
  record.stats.by_request[0].later_pieces.delayed = 5;
  record.stats.pauses.resent = 2;
  const auto text = to_json(record);
  EXPECT_EQ(to_json(run_record_from_json(text).value()), text);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["totals"]["statuses"]["307"], 300);
  EXPECT_EQ(json["odd_answers"][0]["location"], "http://127.0.0.1:7801/plain");
  EXPECT_EQ(json["measurement"]["standstill"]["longest_s"], 4);
  EXPECT_EQ(json["connections"]["ended_by"], nlohmann::json({{"surplus", 7}}));
  EXPECT_EQ(json["requests"][0]["later_in_pieces"]["delayed"], 5);
  EXPECT_EQ(json["pauses"]["resent"], 2);
}

TEST(Answers, of_a_record_that_is_broken_are_refused) {
  auto json = nlohmann::json::parse(to_json(redirected()));
  json["requests"][0]["statuses"] = {{"3x7", 1}};
  EXPECT_TRUE(run_record_from_json(json.dump()).has_error());
}

}  // namespace plimsoll::answer_sentences_test
