#include "reports/html/writer.h"

#include "reports/words/text.h"

#include <ostream>

namespace plimsoll {

HtmlWriter::Element::~Element() {
  if (writer_ != nullptr) writer_->out_ << "</" << name_ << '>';
}

void HtmlWriter::begin(std::string_view name, Attributes attributes) {
  out_ << '<' << name;
  for (const auto& [key, value] : attributes) {
    if (key.empty()) continue;
    out_ << ' ' << key << "=\"" << escape_xml(value) << '"';
  }
  out_ << '>';
}

HtmlWriter::Element HtmlWriter::open(std::string_view name, Attributes attributes) {
  begin(name, attributes);
  return {*this, name};
}

void HtmlWriter::leaf(std::string_view name, Attributes attributes, std::string_view content) {
  const auto element = open(name, attributes);
  text(content);
}

void HtmlWriter::text(std::string_view content) { out_ << escape_xml(content); }

void HtmlWriter::line_break() { out_ << '\n'; }

void HtmlWriter::trusted(std::string_view markup) { out_ << markup; }

}  // namespace plimsoll
