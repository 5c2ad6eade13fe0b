// One run has one set of figures: what the terminal, the page (which is the report), Markdown, CSV and JSON show of it
// is held together, number for number. Shown text is read back and compared with the record's exact value to its last
// digit.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::test::identity_test {

using nlohmann::json;
using ::testing::HasSubstr;

using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

std::string replaced(const std::string& text, const std::string& pattern, const std::string& by) {
  return std::regex_replace(text, std::regex(pattern), by);
}

std::string plain(std::string text) {
  text = replaced(replaced(text, "<[^>]*>", ""), "&#39;", "'");
  for (const auto& [entity, sign] : {std::pair("&lt;", "<"), {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
    text = replaced(text, entity, sign);
  return replaced(text, "^\\s+|\\s+$", "");
}

// What stands between one mark and the next other one, for each time it does.
std::vector<std::string> between(const std::string& text, const std::string& begin, const std::string& end) {
  std::vector<std::string> found;
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + 1)) {
    const auto last = text.find(end, at);
    if (last == std::string::npos) break;
    found.push_back(text.substr(at, last - at));
  }
  return found;
}

Row split(const std::string& line, const std::string& pattern) {
  const std::regex separator(pattern);
  return {std::sregex_token_iterator(line.begin(), line.end(), separator, -1), {}};
}

// Of the table whose caption begins so; its head is the first row.
Rows html_table(const std::string& html, const std::string& caption) {
  Rows rows;
  for (const auto& table : between(html, "<table", "</table>")) {
    if (table.find("<caption>" + caption) == std::string::npos) continue;
    for (const auto& line : between(table, "<tr", "</tr>")) {
      Row row;
      for (const auto& cell : split(line, "</t[hd]>")) row.push_back(plain(cell));
      rows.push_back(row);
    }
    return rows;
  }
  ADD_FAILURE() << "no table: " << caption;
  return rows;
}

Rows csv_rows(const std::string& text) {
  Rows rows;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) rows.push_back(split(line + ",", ","));
  return rows;
}

// A CSV file's rows as column to text.
std::vector<std::map<std::string, std::string>> csv_records(const std::string& text) {
  const Rows rows = csv_rows(text);
  std::vector<std::map<std::string, std::string>> records;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    auto& record = records.emplace_back();
    for (std::size_t j = 0; j < rows[0].size() && j < rows[i].size(); ++j) record[rows[0][j]] = rows[i][j];
  }
  return records;
}

struct Shown {
  double value = NAN;
  double half_digit = 0;  // of the last one that is shown
};

// "1,204", "44.4 ms", "20.5 MiB": in the base unit (ms, bytes) with what the last digit leaves open.
Shown read_back(std::string text) {
  static const std::map<std::string, double> kUnits = {
      {"", 1},  {"µs", 1e-3},  {"ms", 1},        {"s", 1e3},          {"min", 6e4},
      {"B", 1}, {"KiB", 1024}, {"MiB", 1 << 20}, {"GiB", 1ULL << 30}, {"%", 0.01}};
  text = replaced(text, ",|\xC2\xA0| ", "");
  std::smatch parts;
  if (!std::regex_match(text, parts, std::regex(R"(([0-9]+)(\.([0-9]+))?(.*))")) || !kUnits.contains(parts[4]))
    return {};
  const double unit = kUnits.at(parts[4]);
  const double digit = std::pow(10.0, -static_cast<double>(parts[3].length()));
  // Large rates are shown to three digits and more.
  return {std::strtod((parts[1].str() + parts[2].str()).c_str(), nullptr) * unit, 0.5001 * digit * unit};
}

void expect_shown(const std::string& text, double value, const std::string& what) {
  const Shown shown = read_back(text);
  EXPECT_NEAR(shown.value, value, shown.half_digit) << what << " is shown as " << text;
}

class Identity : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(folder_.path() / "two.yaml") << "name: two\ntarget: " << target_.url()
                                               << "\nload: {users: 8, spawn_rate: 100, wait: 1ms..3ms, duration: 2s}\n"
                                                  "requests:\n  - {name: good, get: /health}\n"
                                                  "  - {name: bad, get: /nowhere}\n";
    const auto result = run_process({PLIMSOLL_BINARY, "run", (folder_.path() / "two.yaml").string(), "--out",
                                     (folder_.path() / "out").string(), "--fail-if", "p99 > 5s", "--no-progress"});
    EXPECT_EQ(result.exit_code, 1) << result.err;
    terminal_ = result.out;
    record_ = json::parse(folder_.read("out/run.json"));
    html_ = folder_.read("out/report.html");
    markdown_ = folder_.read("out/summary.md");
  }

  // Requests and the total by the name that a report gives them.
  std::vector<std::pair<std::string, json>> rows(const std::string& total) const {
    std::vector<std::pair<std::string, json>> rows;
    for (const auto& request : record_["requests"]) rows.emplace_back(request["name"], request);
    rows.emplace_back(total, record_["totals"]);
    return rows;
  }

  Row markdown_row(const std::string& name) const {
    for (const auto& line : split(markdown_, "\n"))
      if (line.rfind("| " + name + " |", 0) == 0) return split(line, " *\\| *");
    return {};
  }

  Row terminal_row(const std::string& name) const {
    for (const auto& line : split(terminal_, "\n"))
      if (line.rfind("  " + name + "  ", 0) == 0) return split(line, "  +");
    return {};
  }

  DemoTarget target_;
  TempFolder folder_;
  std::string terminal_, html_, markdown_;
  json record_;
};

TEST_F(Identity, of_counts_and_times_in_terminal_markdown_and_record) {
  for (const auto& [name, exact] : rows("total")) {
    const Row terminal = terminal_row(name);
    const Row markdown = markdown_row(name == "total" ? "**total**" : name);
    ASSERT_EQ(terminal.size(), 10U) << terminal_;
    ASSERT_EQ(markdown.size(), 10U) << markdown_;
    for (std::size_t i = 2; i < terminal.size(); ++i) EXPECT_EQ(terminal[i], markdown[i]) << name << ", column " << i;
    const auto& response = exact["response_time_ms"];
    expect_shown(terminal[2], exact["requests"], name + " requests");
    expect_shown(terminal[3], exact["failures"], name + " failures");
    expect_shown(terminal[4], exact["requests_per_second"], name + " rate");
    expect_shown(terminal[5], response["p50"], name + " p50");
    expect_shown(terminal[6], response["p95"], name + " p95");
    expect_shown(terminal[7], response["p99"], name + " p99");
    expect_shown(terminal[8], response["max"], name + " max");
    expect_shown(terminal[9], exact["service_time_ms"]["p99"], name + " service p99");
  }
}

TEST_F(Identity, of_counts_and_times_in_page_and_record) {
  const Rows table = html_table(html_, "Times in milliseconds, by request.");
  const std::vector<const char*> times = {"min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max"};
  std::size_t found = 0;
  for (const auto& [name, exact] : rows("All requests")) {
    for (std::size_t i = 0; i + 1 < table.size(); ++i) {
      if (table[i].empty() || table[i][0] != name) continue;
      ++found;
      expect_shown(table[i][1], exact["requests"], name + " requests");
      expect_shown(table[i][2], exact["failures"], name + " failures");
      expect_shown(table[i][3], exact["requests_per_second"], name + " rate");
      for (std::size_t j = 0; j < times.size(); ++j) {
        const auto& response = exact["response_time_ms"][times[j]];
        const auto& service = exact["service_time_ms"][times[j]];
        if (!response.is_null()) expect_shown(table[i][5 + j], response, name + " " + times[j]);
        if (!service.is_null()) expect_shown(table[i + 1][1 + j], service, name + " service " + times[j]);
        EXPECT_EQ(response.is_null(), table[i][5 + j].rfind("n/a", 0) == 0) << name << " " << times[j];
      }
    }
  }
  EXPECT_EQ(found, 3U);
}

TEST_F(Identity, of_the_csv_and_the_record_to_the_last_bit) {
  const auto records = csv_records(folder_.read("out/requests.csv"));
  ASSERT_EQ(records.size(), 2U);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto& request = record_["requests"][i];
    EXPECT_EQ(records[i].at("name"), request["name"]);
    for (const char* count : {"requests", "failures", "unfinished", "dropped", "late", "bytes_sent", "bytes_received"})
      EXPECT_EQ(records[i].at(count), request[count].dump()) << count;
    EXPECT_EQ(std::strtod(records[i].at("requests_per_second").c_str(), nullptr), request["requests_per_second"]);
    for (const char* time : {"min", "mean", "p50", "p75", "p90", "p95", "p99", "p999", "max"})
      for (const auto& [title, kind] : {std::pair("", "response_time_ms"), {"service_", "service_time_ms"}}) {
        const auto& exact = request[kind][time];
        const auto& text = records[i].at(std::string(title) + time + "_ms");
        if (exact.is_null())
          EXPECT_EQ(text, "") << time;
        else
          EXPECT_EQ(std::strtod(text.c_str(), nullptr), exact) << title << time;
      }
  }
}

TEST_F(Identity, of_seconds_and_memory_in_page_and_csv) {
  const Rows seconds = html_table(html_, "By the start of each interval.");
  const auto timeline = csv_records(folder_.read("out/timeline.csv"));
  ASSERT_EQ(seconds.size(), timeline.size() + 1);
  for (std::size_t i = 0; i < timeline.size(); ++i) {
    expect_shown(seconds[i + 1][1], std::stod(timeline[i].at("requests")), "requests of a second");
    expect_shown(seconds[i + 1][3], std::stod(timeline[i].at("failures")), "failures of a second");
  }
  const Rows shown = html_table(html_, "Memory of the whole process tree");
  const auto samples = csv_records(folder_.read("out/memory.csv"));
  ASSERT_GT(shown.size(), 2U);
  ASSERT_EQ(shown.size(), samples.size() + 1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    expect_shown(shown[i + 1][1], std::stod(samples[i].at("anon_bytes")), "anonymous memory");
    expect_shown(shown[i + 1][2], std::stod(samples[i].at("rss_bytes")), "resident memory");
  }
}

TEST_F(Identity, of_the_words_of_the_verdict) {
  const std::string page = plain(html_);
  const std::string flat = replaced(terminal_, "\\s+", " ");
  const std::string explanation = record_["leaks"][0]["explanation"];
  for (const auto& text : {flat, page, markdown_}) EXPECT_THAT(text, HasSubstr(explanation));
  for (const auto& reason : record_["verdict"]["reasons"]) {
    EXPECT_THAT(flat, HasSubstr(reason.get<std::string>()));
    EXPECT_THAT(page, HasSubstr(reason.get<std::string>()));
    EXPECT_THAT(replaced(markdown_, "\\\\", ""), HasSubstr(reason.get<std::string>()));
  }
  const Rows thresholds = html_table(html_, "What the run was held against");
  ASSERT_EQ(thresholds.size(), record_["thresholds"].size() + 1);
  for (std::size_t i = 0; i < record_["thresholds"].size(); ++i) {
    const auto& threshold = record_["thresholds"][i];
    const std::string actual = threshold["actual_text"];
    EXPECT_THAT(flat, HasSubstr(threshold["expression"].get<std::string>() + " "));
    EXPECT_EQ(thresholds[i + 1][0], threshold["expression"]);
    EXPECT_EQ(thresholds[i + 1][1], actual);
    for (const auto& text : {flat, markdown_}) EXPECT_THAT(text, HasSubstr(actual));
    EXPECT_EQ(thresholds[i + 1][2].rfind(threshold["ok"] == true ? "holds" : "failed", 0), 0U) << threshold;
  }
}

}  // namespace plimsoll::test::identity_test
