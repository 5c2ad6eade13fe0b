// The house's rules, over every source of the tree.

#include "tests/architecture/code_rules.h"
#include "tests/architecture/header_rules.h"
#include "tests/architecture/house.h"
#include "tests/architecture/include_rules.h"
#include "tests/architecture/noun_rules.h"
#include "tests/architecture/source_file.h"

#include <gtest/gtest.h>

namespace plimsoll::architecture::architecture_test {

const std::vector<SourceFile>& tree() {
  static const auto kSources = read_tree(PLIMSOLL_SOURCE_DIR);
  return kSources;
}

const House& house() {
  static const auto kHouse = House::read(PLIMSOLL_SOURCE_DIR);
  return kHouse;
}

void tell(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) ADD_FAILURE_AT(finding.path.c_str(), finding.line) << finding.message;
}

template <class Rule>
void expect_kept(Rule rule) {
  ASSERT_FALSE(tree().empty()) << "no source found under " << PLIMSOLL_SOURCE_DIR;
  for (const auto& source : tree()) tell(rule(source));
}

std::vector<SourceFile> product() {
  std::vector<SourceFile> sources;
  for (const auto& source : tree())
    if (house().room_of(source.path) != nullptr) sources.push_back(source);
  return sources;
}

TEST(Architecture, rooms_include_only_what_the_plan_allows) {
  ASSERT_FALSE(house().floors().empty()) << "no floor found in rooms.txt";
  expect_kept([](const SourceFile& source) { return arrows_against_the_plan(house(), source); });
}
TEST(Architecture, no_folder_holds_more_nouns_than_one_look_surveys) { tell(crowded_folders(tree())); }
TEST(Architecture, a_header_reaches_what_it_names) { tell(names_out_of_reach(tree())); }
TEST(Architecture, nouns_form_no_circle) { tell(circles_of_nouns(product())); }
TEST(Architecture, a_type_has_its_name_alone) { tell(types_named_twice(product())); }
TEST(Architecture, each_library_is_seen_only_in_its_place) { expect_kept(libraries_out_of_place); }
TEST(Architecture, a_source_includes_its_own_header_first) { expect_kept(own_header_not_first); }
TEST(Architecture, no_file_is_longer_than_the_wall) { expect_kept(too_long); }
TEST(Architecture, words_with_an_owner_stay_with_it) { expect_kept(words_out_of_place); }
TEST(Architecture, no_brace_follows_co_await_in_its_statement) { expect_kept(braces_after_co_await); }
TEST(Architecture, no_lambda_coroutine_captures) { expect_kept(capturing_lambda_coroutines); }

}  // namespace plimsoll::architecture::architecture_test
