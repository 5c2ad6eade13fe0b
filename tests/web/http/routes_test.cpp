// Paths decoded, and the functions that answer them.

#include "web/http/routes.h"
#include "web/http/request_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::routes_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RequestPath, decodes_segments_and_query) {
  const auto path = parse_request_path("/api/v1/runs/a%20b%2Fc?name=x%26y&tag=a+b&name=second");
  ASSERT_TRUE(path);
  EXPECT_THAT(path->segments, ElementsAre("api", "v1", "runs", "a b/c"));
  EXPECT_EQ(path->value("name"), "x&y");
  EXPECT_EQ(path->value("tag"), "a b");
  EXPECT_EQ(path->value("none"), std::nullopt);
}

TEST(RequestPath, refuses_what_leads_elsewhere) {
  for (const auto* bad : {"/a/../b", "/a/%2e%2e/b", "/a%00b", "/a%0d%0ab", "*", "http://other/", "a", "/%zz"})
    EXPECT_FALSE(parse_request_path(bad)) << bad;
}

Routes some_routes() {
  Routes routes;
  const auto answer = [](const ApiCall&) { return HttpReply(); };
  routes.add({"GET", "/runs", "", "", "", answer});
  routes.add({"POST", "/runs", "", "", "", answer});
  routes.add({"POST", "/runs/{id}/stop", "", "", "", answer});
  routes.add({"GET", "/runs/{id}/page", "", "", "", answer});
  routes.add({"GET", "/runs/{id}/{file}", "", "", "", answer});
  routes.add({"GET", "/scenarios/{path...}", "", "", "", answer});
  return routes;
}

std::string found(std::string_view method, std::string_view target) {
  const auto routes = some_routes();
  const auto match = routes.find(method, *parse_request_path(target));
  const auto* one = std::get_if<RouteMatch>(&match);
  if (!one) return "";
  std::string text(one->route->pattern);
  for (const auto& argument : one->arguments) text += " " + argument;
  return text;
}

TEST(Routes, finds_the_first_that_fits) {
  EXPECT_EQ(found("GET", "/runs"), "/runs");
  EXPECT_EQ(found("HEAD", "/runs"), "/runs");
  EXPECT_EQ(found("GET", "/runs/7/page"), "/runs/{id}/page 7");
  EXPECT_EQ(found("GET", "/runs/7/run.json"), "/runs/{id}/{file} 7 run.json");
  EXPECT_EQ(found("GET", "/scenarios/a/b.yaml"), "/scenarios/{path...} a/b.yaml");
  EXPECT_EQ(found("GET", "/runs/7"), "");
  EXPECT_EQ(found("GET", "/runs/7/page/8"), "");
  EXPECT_EQ(found("GET", "/scenarios"), "");
}

TEST(Routes, tells_which_methods_there_are) {
  const auto routes = some_routes();
  const auto others = routes.find("DELETE", *parse_request_path("/runs"));
  EXPECT_THAT(std::get<NoRoute>(others), ElementsAre("GET", "POST"));
  EXPECT_THAT(std::get<NoRoute>(routes.find("OPTIONS", *parse_request_path("/runs/7/stop"))), ElementsAre("POST"))
      << "and not of a pattern that would take the word for a file";
  EXPECT_THAT(std::get<NoRoute>(routes.find("GET", *parse_request_path("/none"))), IsEmpty());
}

}  // namespace plimsoll::routes_test
