#include "conduct/watching/watching.h"

#include <gtest/gtest.h>

namespace plimsoll::watching_test {
namespace {

// Nobody listens on port 1: what is looked for leaves a note that it was not found.
bool is_looked_for(const std::string& url) {
  Scenario scenario;
  scenario.target.url = parse_url(url).value();
  scenario.monitoring.automatic = true;
  const auto watching = find_watched(scenario, {});
  return watching.has_value() && !(watching->watched.empty() && watching->watch_notes.empty());
}

TEST(Watching, looks_by_itself_for_every_target_that_validation_takes_for_local) {
  for (const auto* url : {"http://localhost:1", "http://svc.localhost:1", "http://127.1.2.3:1", "http://[::1]:1",
                          "http://[::ffff:127.0.0.1]:1"})
    EXPECT_TRUE(is_looked_for(url)) << url;
}

TEST(Watching, leaves_targets_of_other_machines_alone) {
  for (const auto* url : {"http://127.evil.example:1", "http://localhost.example:1", "http://10.0.0.1:1"})
    EXPECT_FALSE(is_looked_for(url)) << url;
}

}  // namespace
}  // namespace plimsoll::watching_test
