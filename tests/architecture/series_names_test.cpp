// That docs/series.md names every series that a monitor can give.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace plimsoll::architecture::series_names_test {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// A name with its unit beside it; in some places the unit begins a structure, or is a name of its own.
std::set<std::string> names_in(const std::string& source) {
  static const std::regex kNamed(R"re("([A-Za-z0-9_:]+)",\s*\{?("(bytes|cores|%|s|)"|kBytes)|k\w+ = "(\w+)";)re");
  std::set<std::string> names;
  for (std::sregex_iterator at(source.begin(), source.end(), kNamed), end; at != end; ++at)
    names.insert((*at)[1].matched ? (*at)[1] : (*at)[4]);
  return names;
}

bool gives_series(const std::string& file) {
  return file.ends_with("_probe.cpp") || file == "sample_folder.cpp" || file == "metric_choice.cpp";
}

TEST(SeriesNames, are_found_in_the_ways_they_are_written) {
  EXPECT_THAT(
      names_in("add(reading, use.name + \"_used_bytes\", kBytes, x); {\"a_b\", {\"\", 1, true}}, {\"c\",\n \"cores\"}\n"
               "constexpr const char* kDescriptors = \"fds\";"),
      testing::ElementsAre("_used_bytes", "a_b", "c", "fds"));
}

TEST(SeriesNames, stand_in_their_page) {
  const fs::path root = PLIMSOLL_SOURCE_DIR;
  const auto page = text_of(root / "docs/series.md");
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root / "monitors")) {
    if (!gives_series(entry.path().filename().string())) continue;
    for (const auto& name : names_in(text_of(entry.path()))) {
      ++found;
      EXPECT_NE(page.find(name + "`"), std::string::npos) << "docs/series.md does not say what " << name << " is";
    }
  }
  EXPECT_GE(found, 50U) << "the rule no longer finds how series are written";
}

}  // namespace plimsoll::architecture::series_names_test
