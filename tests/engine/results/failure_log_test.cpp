#include "engine/results/failure_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::failure_log_test {

using testing::HasSubstr;
using testing::Not;

class FailureLogTest : public testing::Test {
 protected:
  FailureLogTest() : redaction_(with_key()), log_(redaction_) {
    request_.method = Method::post;
    request_.path = "/predict";
    request_.headers = {{"Host", "target.test"}, {"x-api-key", "s3cret-42"}};
    request_.body = std::make_shared<const std::string>(R"({"rows": [1]})");
    request_.body_label = "data/1.json";
    response_.status = 500;
    response_.headers = "content-type: text/plain\r\nset-cookie: session=abc\r\n";
    response_.body = "no model for s3cret-42";
  }

  static Scenario with_key() {
    Scenario scenario;
    scenario.headers = {{"x-api-key", "s3cret-42"}};
    return scenario;
  }

  void add(const std::string& message, FailureKind kind = FailureKind::status, bool warmup = false) {
    add_to(log_, message, kind, warmup);
  }

  void add_to(FailureLog& log, const std::string& message, FailureKind kind, bool warmup) {
    Outcome outcome;
    outcome.request = &request_;
    outcome.response = &response_;
    outcome.failure = kind;
    outcome.failure_message = message;
    outcome.failure_detail = detail_;
    log.add(outcome, warmup);
  }

  Redaction redaction_;
  FailureLog log_;
  Request request_;
  Response response_;
  std::string detail_;
};

TEST_F(FailureLogTest, counts_equal_failures_together) {
  add("status 500, expected 200");
  add("status 500, expected 200");
  add("status 502, expected 200");
  request_.name_index = 1;
  add("status 500, expected 200");
  const auto failures = log_.take();
  ASSERT_EQ(failures.size(), 3u);
  EXPECT_EQ(failures[0].count, 2u);
  EXPECT_EQ(failures[0].kind, FailureKind::status);
  EXPECT_EQ(failures[2].name_index, 1u);
}

TEST_F(FailureLogTest, counts_words_of_a_server_together_that_name_another_request_each) {
  const auto of = [](int i) {
    const auto number = std::to_string(i);
    return "an error within the stream: request req_" + number + "a failed after 0." + number + " s.";
  };
  add(of(1), FailureKind::stream_error);
  EXPECT_EQ(log_.counts()[0].message, of(1)) << "one alone is told in its own words";
  for (int i = 2; i < 300; ++i) add(of(i), FailureKind::stream_error);
  add("an error within the stream: out of memory", FailureKind::stream_error);
  const auto failures = log_.take();
  ASSERT_EQ(failures.size(), 2U);
  EXPECT_EQ(failures[0].message, "an error within the stream: request # failed after # s.");
  EXPECT_EQ(failures[0].count, 299U);
  EXPECT_THAT(failures[0].examples[0].response_excerpt, HasSubstr(of(1)));
  EXPECT_THAT(failures[0].examples[1].response_excerpt, HasSubstr(of(2)));
  EXPECT_EQ(failures[1].message, "an error within the stream: out of memory");
}

TEST_F(FailureLogTest, keeps_what_equal_errors_of_a_server_have_in_common) {
  const auto status = [](int job) {
    return "status 503, expected 200: model FP32-v2\nof job " + std::to_string(job) + " waits";
  };
  const auto within = [](int job) { return "an error within a 200: job " + std::to_string(job) + " died"; };
  for (int job = 1; job < 300; ++job) {
    add(status(job));
    add(within(job), FailureKind::check);
  }
  add("status 502, expected 200: model FP32-v2 of job 7 waits");
  add("$.p: 77 is not 78", FailureKind::check);
  add("$.p: 77 is not 79", FailureKind::check);
  const auto failures = log_.take();
  ASSERT_EQ(failures.size(), 5U);
  EXPECT_EQ(failures[0].message, "status 503, expected 200: model FP32-v2 of job # waits");
  EXPECT_EQ(failures[1].message, "an error within a 200: job # died");
  EXPECT_EQ(failures[2].message, "status 502, expected 200: model FP32-v2 of job 7 waits");
  EXPECT_EQ(failures[3].message, "$.p: 77 is not 78") << "what a check found is our own words";
}

TEST_F(FailureLogTest, keeps_numbers_apart_that_are_ours) {
  add("status 500, expected 200");
  add("status 502, expected 200");
  EXPECT_EQ(log_.take().size(), 2U);
}

TEST_F(FailureLogTest, keeps_the_warm_up_apart) {
  add("m", FailureKind::status, true);
  add("m", FailureKind::status, false);
  EXPECT_EQ(log_.take().size(), 2u);
}

TEST_F(FailureLogTest, keeps_a_few_examples_of_each) {
  for (int i = 0; i < 100; ++i) add("m");
  const auto failures = log_.take();
  EXPECT_EQ(failures[0].count, 100u);
  EXPECT_EQ(failures[0].examples.size(), FailureLog::kExamples);
}

TEST_F(FailureLogTest, an_example_shows_request_and_answer) {
  detail_ = "found: 1.7";
  add("m");
  const auto sample = log_.take()[0].examples[0];
  EXPECT_EQ(sample.request_excerpt,
            "POST /predict\nHost: target.test\nx-api-key: [redacted]\n\n{\"rows\": [1]}\n(data/1.json)");
  EXPECT_EQ(sample.response_excerpt,
            "found: 1.7\n\nstatus 500\ncontent-type: text/plain\nset-cookie: [redacted]\n\nno model for [redacted]");
}

TEST_F(FailureLogTest, an_example_without_an_answer_shows_the_request_alone) {
  response_ = {};
  add("connection refused", FailureKind::connect);
  const auto sample = log_.take()[0].examples[0];
  EXPECT_THAT(sample.request_excerpt, HasSubstr("POST /predict"));
  EXPECT_EQ(sample.response_excerpt, "");
}

TEST_F(FailureLogTest, secrets_are_in_no_message) {
  add("header echo is not \"s3cret-42\"", FailureKind::check);
  EXPECT_EQ(log_.take()[0].message, "header echo is not \"[redacted]\"");
}

TEST_F(FailureLogTest, binary_bodies_become_text) {
  response_.body = std::string("\x00\xff\xd8PNG\x80", 7);
  add(std::string("bad \xff\x01 message"));
  const auto failures = log_.take();
  EXPECT_EQ(failures[0].message, "bad \uFFFD\uFFFD message");
  EXPECT_THAT(failures[0].examples[0].response_excerpt, HasSubstr("\uFFFD\uFFFD\uFFFDPNG\uFFFD"));
}

TEST_F(FailureLogTest, everything_kept_is_bounded) {
  request_.body = std::make_shared<const std::string>(std::string(1 << 20, 'q'));
  response_.body = std::string(1 << 20, 'r');
  response_.headers = "x: " + std::string(60000, 'h');
  detail_ = std::string(100000, 'd');
  for (int i = 0; i < 1000; ++i) add(std::to_string(i) + std::string(10000, 'm'));
  const auto failures = log_.take();
  EXPECT_EQ(failures.size(), FailureLog::kDifferent + 1);
  EXPECT_EQ(failures.back().count, 1000 - FailureLog::kDifferent);
  EXPECT_THAT(failures.back().message, HasSubstr("further failures"));
  EXPECT_LE(failures[0].message.size(), 500u);
  EXPECT_LT(failures[0].examples[0].request_excerpt.size(), 1400u);
  EXPECT_LT(failures[0].examples[0].response_excerpt.size(), 6900u);
  EXPECT_THAT(failures[0].examples[0].response_excerpt, HasSubstr("(1048576 bytes in all)"));
}

TEST_F(FailureLogTest, merging_keeps_counts_and_bounds) {
  FailureLog other(redaction_);
  for (int i = 0; i < 150; ++i) {
    add("a" + std::to_string(i));
    add_to(other, "b" + std::to_string(i), FailureKind::status, false);
  }
  for (int i = 0; i < 4; ++i) {
    add("both");
    add_to(other, "both", FailureKind::status, false);
  }
  std::vector<FailureRecord> all;
  for (const auto& log : {&log_, &other})
    for (const auto& failure : log->take()) merge_failures(all, {failure_record(failure, {"predict"}, {})});
  EXPECT_EQ(all.size(), FailureLog::kDifferent + 1);
  std::uint64_t sum = 0;
  for (const auto& failure : all) {
    sum += failure.count;
    EXPECT_LE(failure.examples.size(), FailureLog::kExamples);
    if (failure.message == "both") {
      EXPECT_EQ(failure.count, 8u);
    }
  }
  EXPECT_EQ(sum, 308u);
}

TEST_F(FailureLogTest, shows_no_secret_in_the_path_of_what_it_hides) {
  RequestTemplate source;
  source.hides_answer = true;
  source.path = "/login?key=s3cret-42&t={{token}}";
  request_.source = &source;
  add("m");
  const auto sample = log_.take()[0].examples[0];
  EXPECT_THAT(sample.request_excerpt, HasSubstr("POST /login?key=[redacted]&t={{token}}"));
}

}  // namespace plimsoll::failure_log_test
