#include "core/http/header_names.h"

#include <gtest/gtest.h>

namespace plimsoll::header_names_test {
namespace {

TEST(HeaderNames, know_which_carry_secrets_in_any_case) {
  for (const auto* name : {"Authorization", "proxy-authorization", "COOKIE", "Set-Cookie", "X-Api-Key", "API-Key",
                           "x-auth-token", "X-Amz-Security-Token", "x-goog-api-key"})
    EXPECT_TRUE(is_secret_header(name, {})) << name;
  EXPECT_FALSE(is_secret_header("x-tenant", {}));
  EXPECT_FALSE(is_secret_header("authorization2", {}));
}

TEST(HeaderNames, know_those_that_are_given_beside_them) {
  EXPECT_TRUE(is_secret_header("X-Tenant", {"x-tenant"}));
  EXPECT_TRUE(is_secret_header("cookie", {"x-tenant"}));
}

}  // namespace
}  // namespace plimsoll::header_names_test
