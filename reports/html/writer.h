#pragma once

// Writes HTML so that nothing from outside can become markup: text and attribute values are escaped, elements close
// themselves. Owned by the one writer of a page; one thread.

#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {

class HtmlWriter {
 public:
  // An empty name is left out, so that an attribute can be chosen in place.
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // An element that is open; its end closes it. Ends in the reverse order of beginnings, as scopes do.
  class Element {
   public:
    Element(HtmlWriter& writer, std::string_view name) : writer_(&writer), name_(name) {}
    Element(Element&& other) noexcept : writer_(std::exchange(other.writer_, nullptr)), name_(other.name_) {}
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;
    Element& operator=(Element&&) = delete;
    ~Element();

   private:
    HtmlWriter* writer_;
    std::string_view name_;
  };

  explicit HtmlWriter(std::ostream& out) : out_(out) {}

  // Names are string literals of the caller: they are not escaped.
  [[nodiscard]] Element open(std::string_view name, Attributes attributes = {});
  void leaf(std::string_view name, std::string_view content) { leaf(name, {}, content); }
  void leaf(std::string_view name, Attributes attributes, std::string_view content);
  void text(std::string_view content);
  void line_break();  // in the source, for people who read it

  // What the program itself brings: script, styles, drawings. Never anything of a run.
  void trusted(std::string_view markup);

 private:
  void begin(std::string_view name, Attributes attributes);

  std::ostream& out_;
};

}  // namespace plimsoll
