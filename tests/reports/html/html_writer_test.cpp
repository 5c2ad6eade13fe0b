#include "reports/html/writer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::html_writer_test {

TEST(HtmlWriter, closes_elements_in_the_reverse_order_of_their_beginnings) {
  std::ostringstream out;
  HtmlWriter html(out);
  {
    const auto section = html.open("section", {{"id", "a"}});
    const auto paragraph = html.open("p");
    html.text("text");
  }
  EXPECT_EQ(out.str(), R"(<section id="a"><p>text</p></section>)");
}

TEST(HtmlWriter, escapes_text_and_attribute_values) {
  std::ostringstream out;
  HtmlWriter html(out);
  html.leaf("td", {{"title", R"("><script>)"}}, "</td><script>'&");
  EXPECT_EQ(out.str(), R"(<td title="&quot;&gt;&lt;script&gt;">&lt;/td&gt;&lt;script&gt;&#39;&amp;</td>)");
}

TEST(HtmlWriter, makes_broken_utf8_and_control_bytes_harmless) {
  std::ostringstream out;
  HtmlWriter html(out);
  html.text(std::string_view("a\xff\x01z", 4));
  EXPECT_EQ(out.str(), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST(HtmlWriter, leaves_out_an_attribute_without_a_name) {
  std::ostringstream out;
  HtmlWriter html(out);
  html.leaf("p", {{"", "unused"}, {"class", "b"}}, "");
  EXPECT_EQ(out.str(), R"(<p class="b"></p>)");
}

}  // namespace plimsoll::html_writer_test
