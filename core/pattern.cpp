#include "core/pattern.h"

#include "core/utf8.h"

#include <boost/regex.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <locale>
#include <stdexcept>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

static_assert(sizeof(wchar_t) == sizeof(char32_t));

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// A text of UTF-8 as characters, and at which byte each begins.
struct Characters {
  std::wstring text;
  std::vector<std::size_t> begins;
};

// None: the text is no UTF-8.
std::optional<Characters> characters_of(std::string_view text) {
  Characters characters;
  std::size_t at = 0;
  for (std::size_t length = 0; at < text.size(); at += length) {
    const auto point = first_code_point(text.substr(at));
    if (!point.valid) return std::nullopt;
    characters.text += static_cast<wchar_t>(point.value);
    characters.begins.push_back(at);
    length = point.length;
  }
  characters.begins.push_back(at);
  return characters;
}

// Letters are those of all languages, where the machine knows them.
std::locale unicode_locale() {
  try {
    return std::locale("C.UTF-8");
  } catch (const std::runtime_error&) {
    return std::locale::classic();
  }
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Behind \u: how long {e9} or 00e9 is; 0: it is neither.
std::size_t length_of_number(std::string_view text) {
  if (text.starts_with('{')) {
    const auto end = text.find('}');
    const bool is_number =
        end != std::string_view::npos && end > 1 && std::all_of(text.begin() + 1, text.begin() + end, is_hex);
    return is_number ? end + 1 : 0;
  }
  return text.size() >= 4 && std::all_of(text.begin(), text.begin() + 4, is_hex) ? 4 : 0;
}

// What \p{L}, \pL or \P{L} is to Boost, for which a single L is a small letter; 0 characters of it: another one.
struct Property {
  std::string perl;
  std::size_t length = 0;
};

Property property_at(std::string_view text, bool is_in_class) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kClasses = {{{"L", "alpha"},
                                                                                       {"Letter", "alpha"},
                                                                                       {"Alphabetic", "alpha"},
                                                                                       {"Lu", "upper"},
                                                                                       {"Uppercase", "upper"},
                                                                                       {"Ll", "lower"},
                                                                                       {"Lowercase", "lower"},
                                                                                       {"N", "digit"},
                                                                                       {"Nd", "digit"},
                                                                                       {"P", "punct"}}};
  const auto end = text.size() > 2 && text[2] == '{' ? text.find('}') : std::string_view::npos;
  const auto name =
      end != std::string_view::npos ? text.substr(3, end - 3) : text.substr(std::min<std::size_t>(2, text.size()), 1);
  const bool is_negated = text.starts_with("\\P");
  for (const auto& [known, of_boost] : kClasses) {
    if (known != name || (is_negated && is_in_class)) continue;
    const auto length = end != std::string_view::npos ? end + 1 : 3;
    auto perl = std::string("[:").append(of_boost).append(":]");
    if (is_in_class) return {std::move(perl), length};
    return {std::string(is_negated ? "[^" : "[").append(perl).append("]"), length};
  }
  return {};
}

// As Perl writes it.
std::string in_perl(std::string_view text) {
  std::string perl;
  bool is_in_class = false;
  while (!text.empty()) {
    std::size_t taken = text.front() == '\\' ? std::min<std::size_t>(2, text.size()) : 1;
    if (text.front() == '[') is_in_class = true;
    if (text.front() == ']') is_in_class = false;
    if (text.starts_with("(?P<")) {
      perl += "(?<";
      taken = 4;
    } else if (const auto length = text.starts_with("\\u") ? length_of_number(text.substr(2)) : 0; length > 0) {
      const bool is_in_braces = text[2] == '{';
      perl.append("\\x").append(is_in_braces ? "" : "{").append(text.substr(2, length)).append(is_in_braces ? "" : "}");
      taken = 2 + length;
    } else if (auto property =
                   text.starts_with("\\p") || text.starts_with("\\P") ? property_at(text, is_in_class) : Property{};
               property.length > 0) {
      perl += property.perl;
      taken = property.length;
    } else {
      perl.append(text.substr(0, taken));
    }
    text.remove_prefix(taken);
  }
  return perl;
}

// $name in what a place is replaced by.
struct GroupName {
  std::string_view text;
  std::size_t length = 0;  // with its dollar; 0: there is none
};

bool is_of_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

GroupName name_at(std::string_view with) {
  if (with.starts_with("${")) {
    const auto end = with.find('}');
    return end == std::string_view::npos ? GroupName{} : GroupName{with.substr(2, end - 2), end + 1};
  }
  std::size_t end = 1;
  while (end < with.size() && is_of_name(with[end])) ++end;
  return end == 1 ? GroupName{} : GroupName{with.substr(1, end - 1), end};
}

// One text that an expression is tried on.
template <class Char>
class TriedText {
 public:
  using Places = boost::match_results<const Char*>;
  using Part = typename Places::value_type;

  // `begins`: at which byte of `bytes` each character of the text begins; null: at its own.
  TriedText(const boost::basic_regex<Char>& regex, std::basic_string_view<Char> text, std::string_view bytes,
            const std::vector<std::size_t>* begins)
      : regex_(regex), text_(text), bytes_(bytes), begins_(begins) {}

  Pattern::Group first_group() const {
    Places places;
    if (!boost::regex_search(begin(), end(), places, regex_)) return {};
    if (places.size() < 2 || !places[1].matched) return {Pattern::Search::found, std::nullopt};
    return {Pattern::Search::found, bytes_of(places[1])};
  }

  std::string replaced(std::string_view with) const {
    std::string result;
    const Char* done = begin();
    bool is_first = true;
    for (boost::regex_iterator<const Char*, Char> place(begin(), end(), regex_), none; place != none; ++place) {
      const auto& whole = (*place)[0];
      if (!is_first && whole.first == whole.second && whole.first == done)
        continue;  // no second place right behind one
      is_first = false;
      result += bytes_between(done, whole.first);
      write(*place, with, result);
      done = whole.second;
    }
    result += bytes_between(done, end());
    return result;
  }

 private:
  const Char* begin() const { return text_.data(); }
  const Char* end() const { return text_.data() + text_.size(); }

  std::string_view bytes_between(const Char* from, const Char* to) const {
    const auto byte = [this](const Char* place) {
      const auto index = static_cast<std::size_t>(place - begin());
      return begins_ == nullptr ? index : (*begins_)[index];
    };
    return bytes_.substr(byte(from), byte(to) - byte(from));
  }
  std::string_view bytes_of(const Part& part) const { return bytes_between(part.first, part.second); }

  const Part& group_of(const Places& places, std::string_view name) const {
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size()) return places[number];
    return places[std::basic_string<Char>(name.begin(), name.end())];
  }

  void write(const Places& places, std::string_view with, std::string& into) const {
    while (!with.empty()) {
      if (const auto name = with.front() == '$' ? name_at(with) : GroupName{}; name.length > 0) {
        const auto& group = group_of(places, name.text);
        if (group.matched) into += bytes_of(group);
        with.remove_prefix(name.length);
        continue;
      }
      if (with.starts_with("$$")) with.remove_prefix(1);
      into += with.front();
      with.remove_prefix(1);
    }
  }

  const boost::basic_regex<Char>& regex_;
  std::basic_string_view<Char> text_;
  std::string_view bytes_;
  const std::vector<std::size_t>* begins_;
};

}  // namespace

// Bytes are enough for a text of ASCII, which most answers are.
struct Pattern::Compiled {
  boost::regex of_bytes;  // empty: it names characters that no byte is
  boost::wregex of_characters;

  template <class Use>
  auto on(std::string_view text, Use use) const {
    if (of_bytes.empty() || !is_ascii(text))
      if (const auto characters = characters_of(text))
        return use(TriedText<wchar_t>(of_characters, characters->text, text, &characters->begins));
    return use(TriedText<char>(of_bytes, text, text, nullptr));
  }
};

Result<Pattern> Pattern::compile(const std::string& text) {
  const auto perl = in_perl(text);
  const auto characters = characters_of(perl);
  if (!characters) return Error{ErrorKind::invalid, "a regular expression is UTF-8, which this is not"};
  auto compiled = std::make_unique<Compiled>();
  try {
    compiled->of_characters.imbue(unicode_locale());
    compiled->of_characters.assign(characters->text, boost::regex::ECMAScript);
  } catch (const std::runtime_error& error) {
    return Error{ErrorKind::invalid, error.what()};
  }
  try {
    compiled->of_bytes.assign(perl, boost::regex::ECMAScript);
  } catch (const std::runtime_error&) {
    compiled->of_bytes = boost::regex();
  }
  return Pattern(text, std::move(compiled));
}

Pattern::Pattern(std::string text, std::unique_ptr<Compiled> compiled)
    : text_(std::move(text)), compiled_(std::move(compiled)) {}

Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Pattern::Search Pattern::search(std::string_view text) const { return first_group(text).search; }

Pattern::Group Pattern::first_group(std::string_view text) const {
  try {
    return compiled_->on(text, [](const auto& tried) { return tried.first_group(); });
  } catch (const std::runtime_error&) {
    return {Search::too_costly, std::nullopt};
  }
}

std::optional<std::string> Pattern::replaced(std::string_view text, const std::string& with) const {
  try {
    return compiled_->on(text, [&](const auto& tried) { return tried.replaced(with); });
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace plimsoll
