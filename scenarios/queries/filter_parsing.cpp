#include "scenarios/queries/filter_parsing.h"

#include "core/pattern.h"
#include "scenarios/queries/hurl_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace plimsoll {
namespace {

using Kind = QueryFilter::Kind;

enum class Form { alone, quoted, pattern, quoted_twice, pattern_and_quoted, number };

struct FilterRow {
  std::string_view word;
  Kind kind;
  Form form = Form::alone;
};

constexpr std::array<FilterRow, 32> kFilters = {{{"base64Decode", Kind::base64_decode},
                                                 {"base64Encode", Kind::base64_encode},
                                                 {"base64UrlSafeDecode", Kind::base64_url_safe_decode},
                                                 {"base64UrlSafeEncode", Kind::base64_url_safe_encode},
                                                 {"charsetDecode", Kind::charset_decode, Form::quoted},
                                                 {"decode", Kind::charset_decode, Form::quoted},
                                                 {"count", Kind::count},
                                                 {"dateFormat", Kind::date_format, Form::quoted},
                                                 {"format", Kind::date_format, Form::quoted},
                                                 {"daysAfterNow", Kind::days_after_now},
                                                 {"daysBeforeNow", Kind::days_before_now},
                                                 {"first", Kind::first},
                                                 {"htmlEscape", Kind::html_escape},
                                                 {"htmlUnescape", Kind::html_unescape},
                                                 {"jsonpath", Kind::json_path, Form::quoted},
                                                 {"last", Kind::last},
                                                 {"location", Kind::location},
                                                 {"nth", Kind::nth, Form::number},
                                                 {"regex", Kind::regex, Form::pattern},
                                                 {"replace", Kind::replace, Form::quoted_twice},
                                                 {"replaceRegex", Kind::replace_regex, Form::pattern_and_quoted},
                                                 {"split", Kind::split, Form::quoted},
                                                 {"toDate", Kind::to_date, Form::quoted},
                                                 {"toFloat", Kind::to_float},
                                                 {"toHex", Kind::to_hex},
                                                 {"toInt", Kind::to_int},
                                                 {"toString", Kind::to_string},
                                                 {"urlDecode", Kind::url_decode},
                                                 {"urlEncode", Kind::url_encode},
                                                 {"urlQueryParam", Kind::url_query_param, Form::quoted},
                                                 {"utf8Decode", Kind::utf8_decode},
                                                 {"utf8Encode", Kind::utf8_encode}}};

bool blank_behind(TextCursor& cursor, std::string_view word) {
  if (cursor.peek() != ' ' && cursor.peek() != '\t')
    return cursor.expected(fmt::format("a blank and what {} is about", word));
  cursor.skip_blanks();
  return true;
}

// -2, or {{n}}.
bool read_index(TextCursor& cursor, QueryFilter& filter) {
  if (!blank_behind(cursor, "nth")) return false;
  if (cursor.sees("{{")) {
    auto one = insertion(cursor);
    if (!one) return false;
    filter.argument.insertions.push_back(*std::move(one));
    filter.argument.literals.emplace_back();
    return true;
  }
  const auto place = cursor.place();
  const auto begin = cursor.offset();
  cursor.take("-");
  const auto digits = cursor.take_while([](char c) { return c >= '0' && c <= '9'; });
  const auto text = cursor.since(begin);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), filter.index);
  const bool has_leading_zero = digits.size() > 1 && digits.front() == '0';
  if (!digits.empty() && !has_leading_zero && error == std::errc()) return true;
  return cursor.fail_at(place, "nth needs an integer: nth 0 is the first, nth -1 the last");
}

bool read_form(TextCursor& cursor, const FilterRow& row, QueryFilter& filter) {
  if (row.form == Form::alone) return true;
  if (row.form == Form::number) return read_index(cursor, filter);
  const bool is_pattern = row.form == Form::pattern || row.form == Form::pattern_and_quoted;
  auto first = is_pattern ? pattern_argument(cursor, row.word) : quoted_argument(cursor, row.word);
  if (!first) return false;
  filter.argument = *std::move(first);
  if (row.form == Form::quoted || row.form == Form::pattern) return true;
  auto second = quoted_argument(cursor, row.word);
  if (!second) return false;
  filter.replacement = *std::move(second);
  return true;
}

bool refuse_xpath(TextCursor& cursor, TextPlace place) {
  if (!quoted_argument(cursor, "xpath")) return false;
  cursor.refuse(place, "xpath: XPath is not done: use regex, or jsonpath where the text is JSON");
  return true;
}

}  // namespace

bool read_filters(TextCursor& cursor, std::vector<QueryFilter>& filters) {
  for (;;) {
    const auto before = cursor.mark();
    cursor.skip_blanks();
    const auto place = cursor.place();
    const auto word = cursor.take_while(is_word_character);
    if (place.column > before.place.column && word == "xpath") {
      if (!refuse_xpath(cursor, place)) return false;
      continue;
    }
    const auto* row = std::find_if(kFilters.begin(), kFilters.end(), [&](const auto& one) { return one.word == word; });
    if (place.column == before.place.column || row == kFilters.end()) {
      cursor.back_to(before);
      return true;
    }
    QueryFilter filter;
    filter.kind = row->kind;
    if (!read_form(cursor, *row, filter)) return false;
    filters.push_back(std::move(filter));
  }
}

std::optional<QueryText> quoted_argument(TextCursor& cursor, std::string_view word) {
  if (!blank_behind(cursor, word)) return std::nullopt;
  if (cursor.peek() == '"') return quoted_text(cursor);
  cursor.expected(fmt::format("\" behind {}", word));
  return std::nullopt;
}

std::optional<QueryText> pattern_argument(TextCursor& cursor, std::string_view word, bool takes_backticks) {
  if (!blank_behind(cursor, word)) return std::nullopt;
  const auto place = cursor.place();
  std::optional<QueryText> text;
  if (cursor.peek() == '"') {
    text = quoted_text(cursor);
  } else if (takes_backticks && cursor.peek() == '`') {
    text = backtick_text(cursor);
  } else if (auto literal = regex_literal(cursor)) {
    text = QueryText(*std::move(literal));
  }
  if (!text || text->varies()) return text;
  const auto pattern = Pattern::compile(text->fixed());
  if (pattern.has_value()) return text;
  cursor.fail_at(place, fmt::format("this is no regular expression: {}", pattern.error().message));
  return std::nullopt;
}

}  // namespace plimsoll
