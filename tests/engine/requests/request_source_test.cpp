#include "engine/requests/request_source.h"
#include "engine/load/task_choice.h"
#include "tests/engine/load/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

namespace plimsoll::request_source_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

Scenario posting(const std::vector<std::string>& texts) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.tasks[0].steps[0].method = Method::post;
  scenario.tasks[0].steps[0].bodies = bodies(texts);
  return scenario;
}

std::vector<std::string> texts_of(RequestSource& source, int count, std::uint64_t seed = 1) {
  auto random = Random::stream(seed, 0);
  std::vector<std::string> texts;
  RenderedRequest request;
  for (int i = 0; i < count; ++i) {
    source.next(0, 0, random, request);
    texts.push_back(*request.get().body);
  }
  return texts;
}

TEST(RequestSource, draws_tasks_by_weight) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.tasks = {task_of("a", 1, {get_request("a")}), task_of("b", 3, {get_request("b")}),
                    task_of("c", 0.5, {get_request("c")})};
  const TaskChoice choice(scenario, scenario.load.parts[0]);
  auto random = Random::stream(5, 0);
  std::vector<double> counts(3);
  constexpr int kDraws = 45000;
  for (int i = 0; i < kDraws; ++i) ++counts[choice.draw(random, 0s)];
  const std::vector<double> expected = {10000, 30000, 5000};
  double chi_square = 0;
  for (std::size_t i = 0; i < 3; ++i) chi_square += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
  EXPECT_LT(chi_square, 13.8);  // 0.1 % with two degrees of freedom
}

TEST(RequestSource, draws_tasks_of_the_size_whose_turn_it_is) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 50s);
  scenario.tasks = {task_of("ten", 1, {get_request("ten")}), task_of("one", 1, {get_request("one")}),
                    task_of("other", 1, {get_request("other")}), task_of("hundred", 1, {get_request("hundred")})};
  scenario.tasks[0].steps[0].batch = 10;
  scenario.tasks[1].steps[0].batch = 1;
  scenario.tasks[3].steps[0].batch = 100;
  scenario.load.warmup = 10s;
  scenario.load.batches_in_turn = true;
  const TaskChoice choice(scenario, scenario.load.parts[0]);
  EXPECT_TRUE(choice.has_turns());
  const auto drawn = [&](Nanos at) {
    std::set<std::size_t> tasks;
    auto random = Random::stream(5, 0);
    for (int i = 0; i < 200; ++i) tasks.insert(choice.draw(random, at));
    return tasks;
  };
  using Tasks = std::set<std::size_t>;
  EXPECT_EQ(drawn(0s), (Tasks{1, 2})) << "the warm-up is of the smallest";
  EXPECT_EQ(drawn(19s), (Tasks{1, 2}));
  EXPECT_EQ(drawn(20s), (Tasks{0, 2}));
  EXPECT_EQ(drawn(35s), (Tasks{2, 3}));
  EXPECT_EQ(drawn(40s), (Tasks{1, 2})) << "the smallest again";
  EXPECT_EQ(drawn(60s), (Tasks{1, 2}));
  scenario.load.batches_in_turn = false;
  const TaskChoice mixed(scenario, scenario.load.parts[0]);
  EXPECT_FALSE(mixed.has_turns());
}

TEST(RequestSource, draws_each_task_independently_of_the_one_before) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.tasks = {task_of("a", 1, {get_request("a")}), task_of("b", 1, {get_request("b")})};
  const TaskChoice choice(scenario, scenario.load.parts[0]);
  auto random = Random::stream(5, 0);
  std::map<std::pair<std::size_t, std::size_t>, double> pairs;
  auto before = choice.draw(random, 0s);
  constexpr int kDraws = 40000;
  for (int i = 0; i < kDraws; ++i) {
    const auto task = choice.draw(random, 0s);
    ++pairs[{before, task}];
    before = task;
  }
  for (const auto& [pair, count] : pairs) EXPECT_NEAR(count, kDraws / 4.0, 400);
  EXPECT_EQ(pairs.size(), 4u);
}

TEST(RequestSource, replays_bodies_in_order_each_once_a_turn) {
  const auto scenario = posting({"1", "2", "3"});
  const auto source = RequestSource::make(scenario).value();
  EXPECT_THAT(texts_of(*source, 7), ElementsAre("1", "2", "3", "1", "2", "3", "1"));
}

TEST(RequestSource, replays_each_body_once_a_turn_over_all_users) {
  std::vector<std::string> texts;
  for (int i = 0; i < 20; ++i) texts.push_back(std::to_string(i));
  auto scenario = posting(texts);
  scenario.load.parts[0].model = ClosedLoad{7, 100, UniformWait{1ms, 50ms}, {}};
  scenario.load.duration = 1h;
  scenario.load.requests = 200;
  ClosedRun run(
      scenario, [](const FakeArrival&) { return FakeAnswer(); }, 3);
  run.run();
  ASSERT_EQ(run.arrivals().size(), 200u);
  for (std::size_t turn = 0; turn < 10; ++turn) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < 20; ++i) seen.insert(*run.arrivals()[turn * 20 + i].request->body);
    EXPECT_EQ(seen.size(), 20u);
  }
}

TEST(RequestSource, replays_each_body_equally_often_over_threads) {
  const auto scenario = posting({"1", "2", "3", "4"});
  const auto source = RequestSource::make(scenario).value();
  std::vector<std::map<std::string, int>> counts(4);
  std::vector<std::thread> threads;
  for (auto& count : counts)
    threads.emplace_back([&count, &source] {
      for (const auto& text : texts_of(*source, 10000)) ++count[text];
    });
  for (auto& thread : threads) thread.join();
  std::map<std::string, int> sum;
  for (const auto& count : counts)
    for (const auto& [text, n] : count) sum[text] += n;
  EXPECT_THAT(sum,
              ElementsAre(std::pair("1", 10000), std::pair("2", 10000), std::pair("3", 10000), std::pair("4", 10000)));
}

TEST(RequestSource, random_order_is_seeded_and_even) {
  auto scenario = posting({"1", "2", "3", "4"});
  scenario.tasks[0].steps[0].bodies.order = BodySet::Order::random;
  const auto source = RequestSource::make(scenario).value();
  EXPECT_EQ(texts_of(*source, 50, 1), texts_of(*source, 50, 1));
  EXPECT_NE(texts_of(*source, 50, 1), texts_of(*source, 50, 2));
  std::map<std::string, int> counts;
  for (const auto& text : texts_of(*source, 40000)) ++counts[text];
  for (const auto& [text, count] : counts) EXPECT_NEAR(count, 10000, 350) << text;
}

TEST(RequestSource, renders_a_row_of_a_log_into_the_callers_request) {
  const auto scenario = posting({"1", "2"});
  const auto source = RequestSource::make(scenario).value();
  auto random = Random::stream(1, 0);
  ReplayRow row;
  row.method = Method::put;
  row.path = "/logged";
  row.body = std::make_shared<const std::string>("from the log");
  row.line = 7;
  RequestTurn turn;
  turn.number = 1;
  RenderedRequest request;
  source->at(0, 0, turn, random, request);
  EXPECT_EQ(*request.get().body, "2");
  EXPECT_GT(request.get().number, 0u);
  turn.row = std::make_shared<const ReplayRow>(row);
  ASSERT_EQ(source->steps(0, turn), 1u);
  source->at(0, 0, turn, random, request);
  EXPECT_EQ(request.get().path, "/logged");
  EXPECT_EQ(*request.get().body, "from the log");
  EXPECT_EQ(request.get().body_label, "line 7");
  EXPECT_EQ(request.get().number, 0u);
  turn.row = nullptr;
  source->at(0, 0, turn, random, request);
  EXPECT_EQ(*request.get().body, "2");
}

TEST(RequestSource, numbers_each_request_that_never_changes) {
  auto scenario = posting({"1", "2"});
  scenario.tasks.push_back(task_of("b", 1, {get_request("b"), get_request("c")}));
  const auto source = RequestSource::make(scenario).value();
  auto random = Random::stream(1, 0);
  std::set<std::uint32_t> numbers;
  RenderedRequest request;
  for (const auto& [task, step] : {std::pair(0, 0), std::pair(0, 0), std::pair(1, 0), std::pair(1, 1)}) {
    source->next(static_cast<std::size_t>(task), static_cast<std::size_t>(step), random, request);
    numbers.insert(request.get().number);
  }
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4));
}

// One that posts "n {{seq}} of {{user}}" with the number in a header too.
Scenario varying() {
  auto scenario = posting({"as written"});
  auto& request = scenario.tasks[0].steps[0];
  TemplateText body;
  body.literals = {"n ", " of ", ""};
  body.insertions.resize(2);
  body.insertions[0].source = Insertion::Source::sequence;
  body.insertions[1].source = Insertion::Source::user;
  TemplateText number;
  number.literals = {"", ""};
  number.insertions = {body.insertions[0]};
  request.headers = {{"X-Number", "{{seq}}"}};
  VaryingParts parts;
  parts.headers = {{"X-Number", number}};
  parts.bodies = {body};
  request.varying = std::make_shared<const VaryingParts>(parts);
  return scenario;
}

std::string header_of(const Request& request, std::string_view name) {
  for (const auto& header : request.headers)
    if (header.name == name) return header.value;
  return "none";
}

TEST(RequestSource, fills_in_each_request_of_a_template) {
  const auto scenario = varying();
  const auto source = RequestSource::make(scenario, 1).value();
  auto random = Random::stream(1, 0);
  RenderedRequest first, second;
  ASSERT_TRUE(source->begin(0, {6, 10, 0}, first));
  source->next(0, 0, random, first);
  ASSERT_TRUE(source->begin(0, {7, 10, 0}, second));
  source->next(0, 0, random, second);
  EXPECT_EQ(*first.get().body, "n 1 of 7");
  EXPECT_EQ(header_of(first.get(), "X-Number"), "1");
  EXPECT_EQ(header_of(first.get(), "Content-Length"), "8");
  EXPECT_EQ(first.get().number, 0u);
  EXPECT_EQ(*second.get().body, "n 2 of 8");
  ASSERT_TRUE(source->begin(0, {9, 10, 1}, first));
  source->next(0, 0, random, first);
  EXPECT_EQ(*first.get().body, "n 3 of 10");
  EXPECT_EQ(header_of(first.get(), "Content-Length"), "9");
}

TEST(RequestSource, fills_in_without_new_memory_once_it_has_what_it_needs) {
  const auto scenario = varying();
  const auto source = RequestSource::make(scenario, 1).value();
  auto random = Random::stream(1, 0);
  RenderedRequest request;
  const void* body = nullptr;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(source->begin(0, {0, 1, 0}, request));
    source->next(0, 0, random, request);
    if (body != nullptr) {
      EXPECT_EQ(request.get().body->data(), body);
    }
    body = request.get().body->data();
  }
}

TEST(RequestSource, says_which_request_has_a_check_that_does_not_compile) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.tasks[0].steps[0].checks = {BodyMatchesCheck{"("}};
  const auto source = RequestSource::make(scenario);
  ASSERT_TRUE(source.has_error());
  EXPECT_THAT(source.error().message, HasSubstr("request get: "));
}

TEST(RequestSource, gives_one_sample_alone_where_it_is_to) {
  auto scenario = posting({"a", "b", "c"});
  scenario.only_sample = 4;
  auto source = RequestSource::make(scenario).value();
  EXPECT_THAT(texts_of(*source, 3), ElementsAre("b", "b", "b"));
  scenario.tasks[0].steps[0].bodies.order = BodySet::Order::random;
  source = RequestSource::make(scenario).value();
  EXPECT_THAT(texts_of(*source, 3), ElementsAre("b", "b", "b"));
}

TEST(RequestSource, begins_where_it_is_to) {
  auto scenario = posting({"a", "b", "c"});
  scenario.first_sample = 2;
  auto source = RequestSource::make(scenario).value();
  EXPECT_THAT(texts_of(*source, 3), ElementsAre("c", "a", "b"));
}

}  // namespace plimsoll::request_source_test
