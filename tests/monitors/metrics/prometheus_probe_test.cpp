#include "monitors/metrics/prometheus_probe.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace plimsoll::prometheus_probe_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A service whose page the test writes.
class Scraping : public testing::Test {
 protected:
  PrometheusProbe probe(std::vector<std::string> metrics = {}) {
    return PrometheusProbe("http://service/metrics", std::move(metrics), [this]() -> Result<HttpAnswer> {
      ++scrapes;
      if (!refusal.empty()) return Error{ErrorKind::unavailable, refusal};
      return HttpAnswer{status, page, took};
    });
  }
  ProbeReading read(PrometheusProbe& from) { return from.read({now += 1s, 0}); }

  static std::optional<ProbeValue> value(const ProbeReading& reading, const std::string& name) {
    std::optional<ProbeValue> found;
    for (const auto& one : reading.values) {
      if (one.name != name) continue;
      EXPECT_FALSE(found) << name << " is there twice";
      found = one;
    }
    return found;
  }

  std::string page;
  std::string refusal;
  int status = 200;
  int scrapes = 0;
  Nanos took = 2ms;
  Instant now = Instant{} + 1h;
};

TEST_F(Scraping, knows_the_figures_of_memory_by_name) {
  page =
      "process_resident_memory_bytes 5000\nprocess_open_fds 9\nprocess_virtual_memory_bytes 80000\n"
      "GPUMemoryUsed{Level=\"Host\",DeviceId=\"0\"} 3\nvllm:kv_cache_usage_perc{engine=\"0\"} 0.25\nrequests_total 7\n";
  auto service = probe();
  EXPECT_FALSE(service.try_out());
  const auto reading = read(service);
  const auto resident = value(reading, "process_resident_memory_bytes");
  ASSERT_TRUE(resident);
  EXPECT_EQ(resident->value, 5000);
  EXPECT_EQ(resident->unit, "bytes");
  EXPECT_TRUE(resident->judged);
  EXPECT_TRUE(value(reading, "process_open_fds")->judged);
  EXPECT_FALSE(value(reading, "process_virtual_memory_bytes")->judged);
  EXPECT_EQ(value(reading, R"(GPUMemoryUsed{Level="Host",DeviceId="0"})")->value, 3 * 1024 * 1024);
  EXPECT_FALSE(value(reading, R"(vllm:kv_cache_usage_perc{engine="0"})")->judged);
  EXPECT_FALSE(value(reading, "requests_total"));
  EXPECT_EQ(value(reading, "scrape_bytes")->value, static_cast<double>(page.size()));
  EXPECT_EQ(value(reading, "scrape_lines")->value, 6);
  EXPECT_EQ(value(reading, "scrape_seconds")->value, 0.002);
  EXPECT_THAT(reading.events, IsEmpty());
}

TEST_F(Scraping, takes_what_matches_the_globs_and_judges_bytes_that_are_held) {
  page =
      "# TYPE app_cache_bytes gauge\napp_cache_bytes 1\n# TYPE app_sent_bytes counter\napp_sent_bytes_total 2\n"
      "# TYPE app_size_bytes histogram\napp_size_bytes_sum 3\napp_size_bytes_bucket{le=\"1\"} 3\n"
      "app_items 4\napp_db_open_fds 5\nprocess_resident_memory_bytes 6\n";
  auto service = probe({"app_*", "process_resident*"});
  EXPECT_FALSE(service.try_out());
  std::set<std::string> judged;
  const auto reading = read(service);
  for (const auto& one : reading.values)
    if (one.judged) judged.insert(one.name);
  EXPECT_THAT(judged, ElementsAre("app_cache_bytes", "app_db_open_fds", "process_resident_memory_bytes"));
  EXPECT_EQ(value(reading, "app_sent_bytes_total")->value, 2);
  EXPECT_EQ(value(reading, "app_items")->unit, "");
}

TEST_F(Scraping, adds_up_what_has_too_many_labels) {
  for (int i = 0; i < 20; ++i) page += fmt::format("app_bytes{{path=\"/{}\"}} {}\n", i, i);
  page += "app_long_bytes{a=\"" + std::string(5000, 'x') + "\"} 7\n";
  page += "app_named_bytes{a=\"" + std::string(200, 'x') + "\"} 8\napp_named_bytes{a=\"" + std::string(201, 'x') +
          "\"} 9\n";
  auto service = probe({"app_*"});
  const auto reading = read(service);
  EXPECT_EQ(value(reading, R"(app_bytes{path="/15"})")->value, 15);
  EXPECT_FALSE(value(reading, R"(app_bytes{path="/16"})"));
  EXPECT_EQ(value(reading, "app_bytes{others}")->value, 16 + 17 + 18 + 19);
  EXPECT_EQ(value(reading, "app_long_bytes{others}")->value, 7);
  for (const auto& one : reading.values) EXPECT_LE(one.name.size(), 130U);
  ASSERT_THAT(reading.events, SizeIs(1));
  EXPECT_THAT(reading.events[0].message,
              HasSubstr("app_bytes with more than 16 sets of labels; the others are added up"));
  EXPECT_EQ(value(read(service), "app_bytes{others}")->value, 16 + 17 + 18 + 19);
}

TEST_F(Scraping, watches_no_more_figures_than_there_is_room_for) {
  for (int i = 0; i < 1000; ++i) page += fmt::format("app_{}_bytes 1\nother_bytes{{a=\"{}\"}} 1\n", i, i);
  auto service = probe({"*"});
  const auto reading = read(service);
  EXPECT_LE(reading.values.size(), PrometheusProbe::kMaxSeries + PrometheusProbe::kMaxSums + 3);
  EXPECT_THAT(reading.events, SizeIs(2));
  EXPECT_THAT(read(service).events, IsEmpty());
}

TEST_F(Scraping, leaves_a_gap_where_a_figure_is_no_number_and_takes_the_first_of_two) {
  page = "process_open_fds NaN\nprocess_resident_memory_bytes 5\nprocess_resident_memory_bytes 6\n";
  auto service = probe();
  const auto reading = read(service);
  EXPECT_FALSE(value(reading, "process_open_fds"));
  EXPECT_EQ(value(reading, "process_resident_memory_bytes")->value, 5);
  ASSERT_THAT(reading.events, SizeIs(1));
  EXPECT_THAT(reading.events[0].message, HasSubstr("process_resident_memory_bytes more than once; the first counts"));
  EXPECT_THAT(read(service).events, IsEmpty());
  page = "process_open_fds +Inf\nprocess_resident_memory_bytes 4\n";
  EXPECT_FALSE(value(read(service), "process_open_fds"));
}

TEST_F(Scraping, refuses_before_the_run_what_it_cannot_watch) {
  auto service = probe();
  const auto message = [&] { return service.try_out().value_or(Error{ErrorKind::unavailable, ""}).message; };
  page = "up 1\nrequests_total 5\nrequests_total{a=\"b\"} 6\n";
  EXPECT_EQ(
      message(),
      "cannot watch prometheus:http://service/metrics: a figure of memory that is known by name is not there; name "
      "others under `metrics`. There are: up, requests_total");
  page = "<!doctype html>\n<title>A page</title>";
  EXPECT_THAT(message(), HasSubstr("what came begins with \"<!doctype html>?<title>A page</title>\""));
  page = R"({"detail": "Not Found"})";
  EXPECT_THAT(message(), HasSubstr("metrics were expected"));
  page = "nothing here\xff of use\n";
  EXPECT_THAT(message(), HasSubstr(R"(what came begins with "nothing here? of use")"));
  page = " \n";
  EXPECT_THAT(message(), HasSubstr("an empty answer"));
  status = 404;
  page = "not found";
  EXPECT_THAT(message(), HasSubstr("status 404: not found"));
  refusal = "connection refused";
  EXPECT_THAT(message(), HasSubstr("connection refused"));
}

TEST_F(Scraping, tells_a_failure_once_and_that_it_is_over) {
  page = "process_open_fds 9\n";
  auto service = probe();
  read(service);
  refusal = "connection refused";
  std::vector<ProcessEvent> events;
  for (int i = 0; i < 30; ++i) {
    const auto reading = read(service);
    EXPECT_THAT(reading.values, IsEmpty());
    events.insert(events.end(), reading.events.begin(), reading.events.end());
  }
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].kind, Kind::unread);
  EXPECT_EQ(events[0].message, "http://service/metrics could not be read: connection refused");
  refusal.clear();
  now += 1min;
  const auto after = read(service);
  ASSERT_THAT(after.events, SizeIs(1));
  EXPECT_THAT(after.events[0].message, HasSubstr("answers again"));
  EXPECT_TRUE(value(after, "process_open_fds"));
}

TEST_F(Scraping, scrapes_a_slow_service_less_often) {
  page = "process_open_fds 9\n";
  auto service = probe();
  took = 500ms;
  int due = 0;
  for (int i = 0; i < 20; ++i) due += !service.read({now += 500ms, 0}).unknown;
  EXPECT_EQ(due, 2);  // ten times as long as a scrape takes
  EXPECT_EQ(scrapes, 2);
  took = 2ms;
  now += 1min;
  due = 0;
  for (int i = 0; i < 20; ++i) due += !service.read({now += 500ms, 0}).unknown;
  EXPECT_EQ(due, 10);
}

TEST_F(Scraping, tells_a_restart_from_processes_that_answer_in_turn) {
  auto service = probe();
  const auto with_start = [&](int start) {
    page = fmt::format("process_open_fds 9\nprocess_start_time_seconds {}\n", start);
    return read(service).events;
  };
  EXPECT_THAT(with_start(100), IsEmpty());
  EXPECT_THAT(with_start(100), IsEmpty());
  const auto restart = with_start(200);
  ASSERT_THAT(restart, SizeIs(1));
  EXPECT_EQ(restart[0].kind, Kind::restarted);
  const auto turn = with_start(100);
  ASSERT_THAT(turn, SizeIs(1));
  EXPECT_THAT(turn[0].message, HasSubstr("several processes answer"));
  EXPECT_THAT(with_start(200), IsEmpty());
  EXPECT_THAT(with_start(300), IsEmpty());
}

TEST_F(Scraping, tells_each_of_many_restarts) {
  auto service = probe();
  for (int life = 0; life < 300; ++life) {
    page = fmt::format("process_open_fds 9\nprocess_start_time_seconds {}\n", 100 + life);
    EXPECT_THAT(read(service).events, SizeIs(life == 0 ? 0 : 1)) << "life " << life;
  }
}

TEST_F(Scraping, shows_what_pythons_collector_counts_as_it_is_also_where_it_begins_anew) {
  auto service = probe();
  for (const int count : {900, 3}) {
    page = fmt::format(
        "# TYPE python_gc_collections_total counter\npython_gc_objects_collected_total{{generation=\"2\"}} {0}\n"
        "python_gc_objects_uncollectable_total{{generation=\"2\"}} {0}\n"
        "python_gc_collections_total{{generation=\"2\"}} {0}\n",
        count);
    const auto reading = read(service);
    for (const auto* name : {"objects_collected", "objects_uncollectable", "collections"}) {
      const auto shown = value(reading, fmt::format("python_gc_{}_total{{generation=\"2\"}}", name));
      ASSERT_TRUE(shown) << name;
      EXPECT_EQ(shown->value, count);
      EXPECT_FALSE(shown->judged) << "it grows by its nature";
    }
  }
}

}  // namespace plimsoll::prometheus_probe_test
