#include "core/http/secret_names.h"

#include <gtest/gtest.h>

namespace plimsoll::secret_names_test {

TEST(SecretNames, of_variables_are_more_than_those_of_fields) {
  for (const auto* name : {"API_TOKEN", "PASSWORD", "db_pass", "SOAK_KEY", "GOOGLE_CREDENTIALS", "CLIENT_SECRET"})
    EXPECT_TRUE(is_secret_variable(name)) << name;
  for (const auto* name : {"BASE_URL", "HOST", "USERS", "TOKENS_EACH"}) EXPECT_FALSE(is_secret_variable(name)) << name;
  EXPECT_FALSE(is_secret_name("next_page_token"));
}

}  // namespace plimsoll::secret_names_test
