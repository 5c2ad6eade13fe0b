#include "record/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::series_test {

using Kind = SeriesInfo::Kind;
using Limit = SeriesInfo::Limit;
using testing::Contains;

TEST(Series, are_found_by_name_by_device_and_with_labels) {
  EXPECT_EQ(series_info("fds").kind, Kind::descriptors);
  EXPECT_EQ(kind_of_series("gpu0_mig1_used_bytes"), Kind::gpu);
  EXPECT_EQ(limit_of_series("gpu1_total_bytes"), Limit::is_the_board);
  EXPECT_EQ(limit_of_series("gpu_bytes"), Limit::of_board);
  EXPECT_EQ(kind_of_series("process_open_fds{job=\"a\"}"), Kind::descriptors);
  EXPECT_EQ(find_series_info("queue_length"), nullptr);
  EXPECT_EQ(kind_of_series("queue_length"), Kind::other);
  EXPECT_ANY_THROW(series_info("queue_length"));
}

TEST(Series, have_words_for_people) {
  EXPECT_EQ(series_title("anon_bytes"), "anonymous memory and swap");
  EXPECT_EQ(series_label("anon_bytes"), "anonymous + swap");
  EXPECT_EQ(series_label("fds"), "open file descriptors");
  EXPECT_EQ(series_title("gpu0_used_bytes"), "gpu0_used_bytes");
  EXPECT_EQ(series_title("threads{pool=\"a\"}"), "threads{pool=\"a\"}");
}

TEST(Series, stand_in_the_list_once) {
  std::set<std::string_view> names;
  for (const auto& info : known_series()) EXPECT_TRUE(names.insert(info.name).second) << info.name;
}

// A row of a table of docs/series.md: what it says of one series.
struct Reported {
  std::string unit, judged;
};

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, at);) parts.push_back(trimmed(part));
  return parts;
}

std::vector<std::string> names_in(const std::string& cell) {
  std::vector<std::string> names;
  const auto parts = split(cell, '`');
  for (std::size_t i = 1; i < parts.size(); i += 2) names.push_back(parts[i]);
  return names;
}

std::map<std::string, Reported> told_by_the_page() {
  std::ifstream page(std::string(PLIMSOLL_SOURCE_DIR) + "/docs/series.md");
  std::map<std::string, Reported> told;
  std::vector<std::string> titles;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ")) {
      if (line.empty()) titles.clear();
      continue;
    }
    const auto cells = split(line, '|');
    if (titles.empty()) {
      titles = cells;
      continue;
    }
    const auto cell = [&](const std::string& title) {
      const auto place = std::find(titles.begin(), titles.end(), title) - titles.begin();
      return static_cast<std::size_t>(place) < cells.size() ? cells[static_cast<std::size_t>(place)] : "";
    };
    const auto names = names_in(cell("series"));
    const auto units = split(cell("unit") + ",", ',');
    for (std::size_t i = 0; i < names.size(); ++i)
      told[names[i]] = {units.empty() ? "" : units[std::min(i, units.size() - 1)], cell("judged")};
  }
  return told;
}

std::string as_in_the_page(std::string name) {
  if (const auto star = name.find('*'); star != std::string::npos) name[star] = '0';
  return name;
}

bool says(const std::string& text, SeriesInfo::Judged judged) {
  const bool no = text == "no" || text.ends_with(", no") || text.starts_with("in `");
  switch (judged) {
    case SeriesInfo::Judged::no:
      return no;
    case SeriesInfo::Judged::yes:
      return text.starts_with("yes");
    case SeriesInfo::Judged::sometimes:
      return !no && !text.starts_with("yes");
  }
  return false;
}

TEST(Series, are_told_in_their_page_with_unit_and_judgement) {
  const auto told = told_by_the_page();
  for (const auto& info : known_series()) {
    const auto name = as_in_the_page(std::string(info.name));
    const auto found = told.find(name);
    ASSERT_NE(found, told.end()) << "docs/series.md does not say what " << name << " is";
    EXPECT_EQ(found->second.unit, info.unit) << name;
    EXPECT_TRUE(says(found->second.judged, info.judged)) << name << ": " << found->second.judged;
  }
}

TEST(Series, of_their_page_are_all_in_the_list) {
  const auto told = told_by_the_page();
  EXPECT_EQ(told.size(), known_series().size());
  for (const auto& [name, what] : told) EXPECT_NE(find_series_info(name), nullptr) << name;
}

}  // namespace plimsoll::series_test
