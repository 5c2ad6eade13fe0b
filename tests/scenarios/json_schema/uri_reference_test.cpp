// References from one schema to another: the examples of RFC 3986, 5.4, and names of files.

#include "scenarios/json_schema/uri_reference.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace plimsoll::test::uri_reference_test {

TEST(UriReference, is_resolved_as_in_the_examples_of_the_rfc) {
  const std::vector<std::pair<std::string, std::string>> examples = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g?y/../x", "http://a/b/c/g?y/../x"},
  };
  for (const auto& [reference, uri] : examples)
    EXPECT_EQ(resolve_reference("http://a/b/c/d;p?q", reference), uri) << reference;
}

TEST(UriReference, of_a_file_has_its_path_whatever_is_in_its_name) {
  const std::filesystem::path path = "/tmp/a b/50%#?\xC3\xA4.json";
  EXPECT_EQ(file_uri(path), "file:///tmp/a%20b/50%25%23%3F%C3%A4.json");
  EXPECT_EQ(path_of_file_uri(file_uri(path)), path);
  EXPECT_EQ(resolve_reference(file_uri("/a/b.json"), "c/d.json#/x"), "file:///a/c/d.json#/x");
}

}  // namespace plimsoll::test::uri_reference_test
