// The house's rules, over every source of the tree.

#include "tests/architecture/code_rules.h"
#include "tests/architecture/include_rules.h"
#include "tests/architecture/source_file.h"

#include <gtest/gtest.h>

namespace plimsoll::architecture {
namespace {

using Rule = std::vector<Finding> (*)(const SourceFile&);

const std::vector<SourceFile>& tree() {
  static const auto kSources = read_tree(PLIMSOLL_SOURCE_DIR);
  return kSources;
}

void expect_kept(Rule rule) {
  ASSERT_FALSE(tree().empty()) << "no source found under " << PLIMSOLL_SOURCE_DIR;
  for (const auto& source : tree()) {
    for (const auto& finding : rule(source)) ADD_FAILURE_AT(finding.path.c_str(), finding.line) << finding.message;
  }
}

TEST(Architecture, rooms_include_only_what_the_plan_allows) { expect_kept(arrows_against_the_plan); }
TEST(Architecture, each_library_is_seen_only_in_its_place) { expect_kept(libraries_out_of_place); }
TEST(Architecture, a_source_includes_its_own_header_first) { expect_kept(own_header_not_first); }
TEST(Architecture, no_file_is_longer_than_the_wall) { expect_kept(too_long); }
TEST(Architecture, words_with_an_owner_stay_with_it) { expect_kept(words_out_of_place); }
TEST(Architecture, no_brace_follows_co_await_in_its_statement) { expect_kept(braces_after_co_await); }
TEST(Architecture, no_lambda_coroutine_captures) { expect_kept(capturing_lambda_coroutines); }

}  // namespace
}  // namespace plimsoll::architecture
