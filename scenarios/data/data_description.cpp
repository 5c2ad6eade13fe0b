#include "scenarios/data/data_description.h"

#include "core/json/json.h"
#include "core/json/number_text.h"
#include "core/utf8.h"
#include "scenarios/data/distribution.h"
#include "scenarios/data/seen_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using Type = ColumnRule::Type;
using Kind = DataCell::Kind;

constexpr std::size_t kMostCategories = 20;
constexpr std::uint64_t kRowsOfACategory = 5;  // in the mean: fewer are no categories but texts that happened to be few
constexpr std::uint64_t kMostToldApart = 8'000'000;  // values of all columns together
constexpr std::uint64_t kFewestUnique = 50;
constexpr std::uint64_t kNumbersToAText = 4;  // from so many on it looks like numbers
constexpr std::size_t kLongestShown = 40;     // bytes

struct ColumnSeen {
  explicit ColumnSeen(std::uint64_t most_told_apart) : seen(most_told_apart) {}

  std::uint64_t rows = 0, values = 0, numbers = 0, whole = 0, truths = 0, texts = 0, others = 0;
  double low = 0, high = 0;
  std::uint64_t longest = 0;
  bool twice = false;
  std::uint64_t odd_line = 0;  // of the first text that is no number
  std::string odd;
  SeenValues seen;
  KeptNumbers kept;
  std::map<std::string, std::uint64_t> categories;
  bool many = false;

  void add(const DataCell& cell, bool typed, std::uint64_t line) {
    if (cell.kind == Kind::absent) return;
    ++rows;
    if (cell.kind == Kind::null) return;
    ++values;
    longest = std::max<std::uint64_t>(longest, cell.text.size());
    if (!seen.is_full() && seen.line_of(cell.text, line)) twice = true;
    add_category(cell.text);
    const bool may_be_number = typed ? cell.kind == Kind::number : true;
    const auto number = may_be_number ? number_of_text(cell.text) : std::nullopt;
    if (number) {
      low = numbers == 0 ? *number : std::min(low, *number);
      high = numbers == 0 ? *number : std::max(high, *number);
      ++numbers;
      if (*number == std::trunc(*number)) ++whole;
      kept.add(*number);
    } else if (typed ? cell.kind == Kind::boolean : cell.text == "true" || cell.text == "false") {
      ++truths;
    } else if (!typed || cell.kind == Kind::text) {
      if (texts++ > 0) return;
      odd_line = line;
      odd = cell.text.substr(0, kLongestShown);
    } else {
      ++others;
    }
  }

  void add_category(const std::string& text) {
    if (many) return;
    ++categories[text];
    if (categories.size() <= kMostCategories) return;
    many = true;
    categories.clear();
  }

  // A few texts make a column of numbers one of text.
  std::string note(const DataRows& rows_of, const std::string& name) const {
    if (texts == 0 || numbers < kNumbersToAText * texts) return "";
    return fmt::format("{}:{}: {}: {} is no number, and {} of its {} values are: it is described as {}",
                       rows_of.label(), odd_line, name, to_text(nlohmann::json(valid_utf8(odd))), numbers, values,
                       to_string(type()));
  }

  Type type() const {
    if (values == 0) return Type::any;
    if (numbers == values) return whole == values ? Type::integer : Type::number;
    if (truths == values) return Type::boolean;
    return others == 0 ? Type::text : Type::any;
  }

  ColumnRule rule(std::string name, std::uint64_t all_rows) const {
    ColumnRule made;
    made.name = std::move(name);
    made.type = type();
    made.optional = rows < all_rows;
    made.nulls = values < rows;
    made.unique = !twice && values >= kFewestUnique && values == seen.size() && made.type != Type::number;
    const bool of_numbers = made.type == Type::integer || made.type == Type::number;
    if (of_numbers) {
      made.low = low;
      made.high = high;
      made.histogram.edges = edges_of(kept.sorted());
      made.histogram.counts.assign(made.histogram.edges.size() + 1, 0);
      // Of more numbers than are kept a choice stands for all.
      for (const double value : kept.sorted()) {
        const auto& edges = made.histogram.edges;
        ++made.histogram
              .counts[static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), value) - edges.begin())];
        ++made.histogram.rows;
      }
    }
    const bool few = !many && !categories.empty() && values >= kRowsOfACategory * categories.size();
    if (made.type == Type::text && few) {
      for (const auto& [text, count] : categories) {
        made.values.push_back(text);
        made.histogram.categories.push_back(text);
        made.histogram.counts.push_back(count);
        made.histogram.rows += count;
      }
      made.histogram.counts.push_back(0);
    }
    if (made.type == Type::text && made.values.empty()) made.longest = longest;
    return made;
  }
};

std::string quoted(const std::string& text) { return to_text(nlohmann::json(text)); }

template <class List, class Write>
std::string list_of(const List& list, Write write) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : ", ") + write(one);
  return "[" + text + "]";
}

std::string number_text(double value) {
  auto text = fmt::format("{}", value);
  return text;
}

}  // namespace

Result<DataSchema> describe_data(DataRows& rows, std::vector<std::string>* notes) {
  std::vector<ColumnSeen> columns;
  std::uint64_t all = 0;
  std::vector<DataCell> row;
  for (;;) {
    const auto more = rows.next(row);
    if (more.has_error()) return more.error();
    if (!*more) break;
    if (!rows.trouble().empty()) return invalid(fmt::format("{}:{}: {}", rows.label(), rows.line(), rows.trouble()));
    ++all;
    while (columns.size() < row.size())
      columns.emplace_back(kMostToldApart / std::max<std::uint64_t>(64, std::max(row.size(), columns.size())));
    for (std::size_t i = 0; i < row.size(); ++i) columns[i].add(row[i], rows.is_typed(), rows.line());
  }
  if (all == 0) return invalid(rows.label() + ": has no rows");
  DataSchema schema;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& name = rows.columns()[i];
    schema.columns.push_back(columns[i].rule(name, all));
    if (auto note = columns[i].note(rows, name); notes != nullptr && !note.empty()) notes->push_back(std::move(note));
  }
  return schema;
}

std::string yaml_of(const DataSchema& schema) {
  std::string text = "columns:\n";
  for (const auto& column : schema.columns) {
    text += fmt::format("  {}:\n    type: {}\n", quoted(column.name), to_string(column.type));
    if (column.optional) text += "    optional: true\n";
    if (column.nulls) text += "    nulls: true\n";
    if (column.unique) text += "    unique: true\n";
    if (column.low) text += fmt::format("    min: {}\n", number_text(*column.low));
    if (column.high) text += fmt::format("    max: {}\n", number_text(*column.high));
    if (!column.values.empty()) text += fmt::format("    values: {}\n", list_of(column.values, quoted));
    if (!column.pattern.empty()) text += fmt::format("    pattern: {}\n", quoted(column.pattern));
    if (column.longest) text += fmt::format("    longest: {}\n", *column.longest);
    const auto& histogram = column.histogram;
    if (histogram.empty()) continue;
    const auto count = [](std::uint64_t n) { return std::to_string(n); };
    text += histogram.categories.empty()
                ? fmt::format("    histogram: {{edges: {}, counts: {}}}\n", list_of(histogram.edges, number_text),
                              list_of(histogram.counts, count))
                : fmt::format("    histogram: {{values: {}, counts: {}}}\n", list_of(histogram.categories, quoted),
                              list_of(histogram.counts, count));
  }
  if (schema.extra) text += "extra: true\n";
  if (!schema.rules.empty()) text += "rules:\n";
  for (const auto& rule : schema.rules) text += fmt::format("  - {}\n", quoted(rule.text));
  return text;
}

}  // namespace plimsoll
