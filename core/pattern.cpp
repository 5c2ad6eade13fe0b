#include "core/pattern.h"

#include <boost/regex.hpp>
#include <stdexcept>
#include <utility>

namespace plimsoll {

struct Pattern::Compiled {
  boost::regex regex;
};

Result<Pattern> Pattern::compile(const std::string& text) {
  try {
    return Pattern(text, std::make_unique<Compiled>(Compiled{boost::regex(text, boost::regex::ECMAScript)}));
  } catch (const std::runtime_error& error) {
    return Error{ErrorKind::invalid, error.what()};
  }
}

Pattern::Pattern(std::string text, std::unique_ptr<Compiled> compiled)
    : text_(std::move(text)), compiled_(std::move(compiled)) {}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Pattern::Search Pattern::search(std::string_view text) const {
  try {
    return boost::regex_search(text.data(), text.data() + text.size(), compiled_->regex) ? Search::found
                                                                                         : Search::not_found;
  } catch (const std::runtime_error&) {
    return Search::too_costly;
  }
}

}  // namespace plimsoll
