#include "reports/console_lines.h"

#include "reports/words/text.h"

#include <algorithm>
#include <ostream>

namespace plimsoll {

void Console::heading(std::string_view title) const { out << '\n' << painted(title, Paint::bold, style) << '\n'; }

void Console::paragraph(const Paragraph& paragraph) const {
  const auto width = static_cast<std::size_t>(std::max(style.width, 40)) - paragraph.indent;
  auto lines = wrapped(paragraph.text, width);
  const std::size_t word = std::min(lines[0].find_first_of(" ,:"), lines[0].size());
  lines[0].replace(0, word, painted(lines[0].substr(0, word), paragraph.first_word, style));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string lead = i == 0 ? paragraph.lead : "";
    out << pad_right(lead, paragraph.indent) << lines[i] << '\n';
  }
}

}  // namespace plimsoll
