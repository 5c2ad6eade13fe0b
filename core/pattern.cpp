#include "core/pattern.h"

#include <boost/regex.hpp>
#include <iterator>
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

Pattern::Group Pattern::first_group(std::string_view text) const {
  try {
    boost::cmatch places;
    if (!boost::regex_search(text.data(), text.data() + text.size(), places, compiled_->regex)) return {};
    if (places.size() < 2 || !places[1].matched) return {Search::found, std::nullopt};
    return {Search::found, std::string_view(places[1].first, static_cast<std::size_t>(places[1].length()))};
  } catch (const std::runtime_error&) {
    return {Search::too_costly, std::nullopt};
  }
}

std::optional<std::string> Pattern::replaced(std::string_view text, const std::string& with) const {
  try {
    std::string result;
    boost::regex_replace(std::back_inserter(result), text.data(), text.data() + text.size(), compiled_->regex, with);
    return result;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace plimsoll
