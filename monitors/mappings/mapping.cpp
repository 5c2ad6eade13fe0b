#include "monitors/mappings/mapping.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace plimsoll {
namespace {

constexpr std::size_t kMostOfName = 128;
constexpr std::size_t kFieldsBeforeName = 5;  // range, rights, offset, device, inode

std::string_view next_word(std::string_view& text) {
  const auto begin = std::min(text.find_first_not_of(' '), text.size());
  const auto end = std::min(text.find(' ', begin), text.size());
  const auto word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

bool MappingParser::add_header(std::string_view line) {
  auto rest = line;
  const auto range = next_word(rest);
  const auto dash = range.find('-');
  if (dash == std::string_view::npos) return false;
  const auto begin = number(range.substr(0, dash), 16);
  const auto end = number(range.substr(dash + 1), 16);
  const auto rights = next_word(rest);
  if (!begin || !end || *end <= *begin || rights.size() != 4) return false;
  for (std::size_t field = 2; field < kFieldsBeforeName; ++field) next_word(rest);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  Mapping mapping;
  mapping.begin = *begin;
  mapping.end = *end;
  mapping.rights = rights;
  mapping.name = rest.substr(0, kMostOfName);
  if (mapping.may_be_touched()) mapping.amount.size_bytes = *end - *begin;
  mappings_.push_back(std::move(mapping));
  return true;
}

void MappingParser::add_line(std::string_view line) {
  if (add_header(line) || mappings_.empty()) return;
  auto& mapping = mappings_.back();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto key = line.substr(0, colon);
  auto rest = line.substr(colon + 1);
  if (key == "VmFlags") {
    while (!rest.empty()) mapping.has_guards = next_word(rest) == "gu" || mapping.has_guards;
    return;
  }
  const bool resident = key == "Rss" || key == "Swap" || key == "Shared_Hugetlb" || key == "Private_Hugetlb";
  const bool anonymous = key == "Anonymous" || key == "Swap" || key == "Private_Hugetlb";
  if (!resident && !anonymous) return;
  const auto bytes = number(next_word(rest), 10).value_or(0) * 1024;
  if (resident) mapping.amount.resident_bytes += bytes;
  if (anonymous) mapping.amount.anon_bytes += bytes;
}

}  // namespace plimsoll
