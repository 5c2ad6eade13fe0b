// The image of a container, as a daemon tells it.

#include "monitors/groups/container_image.h"

#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::container_image_test {

using ::testing::HasSubstr;

class ContainerImageTest : public ::testing::Test {
 protected:
  std::string image_of(const std::string& wanted) const {
    const auto image =
        image_of_container(wanted, {{}, {socket_}, [this](const auto&, const std::string& path) -> Result<HttpAnswer> {
                                      if (path != "/containers/json") return HttpAnswer{404, ""};
                                      return HttpAnswer{200, list_};
                                    }});
    return image.has_value() ? *image : image.error().message;
  }

  test::TempFolder folder_;
  std::filesystem::path socket_ = folder_.write("docker.sock", "");
  std::string list_ =
      R"([{"Id": "aaaa1111", "Names": ["/web"], "Image": "shop/api:1.5", "ImageID": "sha256:4f2a9c1b7d3e99aa"},
          {"Id": "bbbb2222", "Names": ["/database"], "Image": "postgres"}])";
};

TEST_F(ContainerImageTest, has_its_name_and_what_no_tag_can_move) {
  EXPECT_EQ(image_of("web"), "shop/api:1.5 (4f2a9c1b7d3e)");
  EXPECT_EQ(image_of("aaaa"), "shop/api:1.5 (4f2a9c1b7d3e)");
  EXPECT_EQ(image_of("database"), "postgres");
}

TEST_F(ContainerImageTest, is_not_known_where_no_daemon_tells) {
  EXPECT_THAT(image_of("cache"), HasSubstr("container cache: neither Docker nor Podman tells of one that runs"));
  list_ = "no JSON";
  EXPECT_THAT(image_of("web"), HasSubstr("neither"));
}

}  // namespace plimsoll::container_image_test
