#include "scenarios/data/data_check.h"

#include "core/json/number_text.h"
#include "core/nearest_name.h"
#include "core/pattern.h"
#include "core/units.h"
#include "scenarios/data/seen_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace plimsoll {
namespace {

using Type = ColumnRule::Type;
using Kind = DataCell::Kind;

std::string shown_cell(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  std::string shown = text.substr(0, kLongest);
  for (auto& c : shown)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return fmt::format("\"{}\"{}", shown, text.size() > kLongest ? "..." : "");
}

std::string plain(double value) { return fmt::format("{:.15g}", value); }

bool has_value(const DataCell& cell) { return cell.kind != Kind::absent && cell.kind != Kind::null; }

bool is_whole(double value) { return std::isfinite(value) && value == std::trunc(value); }

// One column, as far as the file has come.
struct ColumnState {
  const ColumnRule* rule = nullptr;
  std::size_t place = 0;
  std::unique_ptr<Pattern> pattern;
  std::unique_ptr<SeenValues> seen;
};

class DataChecking {
 public:
  DataChecking(DataRows& rows, const DataSchema& schema) : rows_(rows), schema_(schema) {}

  Result<DataReport> run() {
    if (!rows_.is_typed()) look_at_head();
    for (const auto& rule : schema_.columns)
      if (auto added = add_state(rule); added.has_error()) return added.error();
    std::vector<DataCell> row;
    for (;;) {
      const auto more = rows_.next(row);
      if (more.has_error()) return more.error();
      if (!*more) break;
      ++report_.rows;
      if (!rows_.trouble().empty()) {
        add(rows_.line(), "", "fields", rows_.trouble());
        continue;
      }
      if (rows_.columns().size() != known_) find_places(row);
      for (auto& state : states_) look_at(state, row);
      for (const auto& rule : schema_.rules) hold(rule, row);
    }
    if (report_.rows < schema_.fewest_rows)
      add(0, "", "rows", fmt::format("has {} rows, and {} are wanted at least", report_.rows, schema_.fewest_rows));
    for (const auto& state : states_)
      if (state.seen && state.seen->is_full())
        report_.notes.push_back(
            fmt::format("{}: of more than {} different values those behind were not looked at for "
                        "being unique",
                        state.rule->name, format_count(DataReport::kMostUnique)));
    return std::move(report_);
  }

 private:
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

  Result<> add_state(const ColumnRule& rule) {
    ColumnState state{&rule, kNowhere, nullptr, nullptr};
    if (!rule.pattern.empty()) {
      auto pattern = Pattern::compile(rule.pattern);
      if (pattern.has_error()) return with_context(pattern.error(), "column " + rule.name);
      state.pattern = std::make_unique<Pattern>(std::move(*pattern));
    }
    if (rule.unique) state.seen = std::make_unique<SeenValues>(DataReport::kMostUnique);
    states_.push_back(std::move(state));
    return {};
  }

  // Of a table before its rows.
  void look_at_head() {
    const auto& head = rows_.columns();
    const std::vector<std::string_view> there(head.begin(), head.end());
    for (const auto& rule : schema_.columns)
      if (!rule.optional && std::find(head.begin(), head.end(), rule.name) == head.end())
        add(1, rule.name, "missing", "the column is missing" + name_advice(rule.name, there));
    look_for_extra(0);
  }

  void look_for_extra(std::size_t from) {
    if (schema_.extra) return;
    const auto& columns = rows_.columns();
    for (std::size_t i = from; i < columns.size(); ++i)
      if (schema_.find(columns[i]) == nullptr)
        add(rows_.is_typed() ? rows_.line() : 1, columns[i], "extra",
            "is no column of the schema (extra: true lets it be)");
  }

  // A row of JSON may bring a new one.
  void find_places(const std::vector<DataCell>&) {
    const auto& columns = rows_.columns();
    if (rows_.is_typed()) look_for_extra(known_);
    known_ = columns.size();
    for (auto& state : states_) {
      const auto found = std::find(columns.begin(), columns.end(), state.rule->name);
      state.place = found == columns.end() ? kNowhere : static_cast<std::size_t>(found - columns.begin());
    }
  }

  void add(std::uint64_t line, const std::string& column, std::string_view kind, std::string message) {
    ++report_.all_findings;
    if (report_.findings.size() < DataReport::kMostFindings)
      report_.findings.push_back({line, column, std::move(message)});
    auto name = column.empty() ? std::string(kind) : fmt::format("{}: {}", column, kind);
    auto& kinds = report_.by_kind;
    auto found = std::find_if(kinds.begin(), kinds.end(), [&](auto& one) { return one.first == name; });
    if (found == kinds.end() && kinds.size() >= DataReport::kMostKinds) {
      name = "others";
      found = std::find_if(kinds.begin(), kinds.end(), [&](auto& one) { return one.first == name; });
    }
    if (found == kinds.end())
      kinds.emplace_back(std::move(name), 1);
    else
      ++found->second;
  }
  void add(const ColumnRule& rule, std::string_view kind, std::string message) {
    add(rows_.line(), rule.name, kind, std::move(message));
  }

  void look_at(ColumnState& state, const std::vector<DataCell>& row) {
    const auto& rule = *state.rule;
    if (state.place == kNowhere || row[state.place].kind == Kind::absent) {
      if (rows_.is_typed() && !rule.optional) add(rule, "missing", "is missing");
      return;
    }
    const auto& cell = row[state.place];
    if (cell.kind == Kind::null) {
      if (!rule.nulls) add(rule, "null", "has no value (nulls: true lets it be)");
      return;
    }
    if (!look_at_type(rule, cell)) return;
    look_at_range(rule, cell);
    if (!rule.values.empty() && std::find(rule.values.begin(), rule.values.end(), cell.text) == rule.values.end()) {
      const std::vector<std::string_view> known(rule.values.begin(), rule.values.end());
      add(rule, "value",
          fmt::format("{} is none of its values{}", shown_cell(cell.text), name_advice(cell.text, known)));
    }
    if (rule.longest && cell.text.size() > *rule.longest)
      add(rule, "length", fmt::format("is {} bytes long, at most {} are wanted", cell.text.size(), *rule.longest));
    if (state.pattern && state.pattern->search(cell.text) != Pattern::Search::found)
      add(rule, "pattern", fmt::format("{} does not match {}", shown_cell(cell.text), rule.pattern));
    if (!state.seen) return;
    if (const auto before = state.seen->line_of(cell.text, rows_.line()))
      add(rule, "unique", fmt::format("{} is in line {} already", shown_cell(cell.text), *before));
  }

  bool look_at_type(const ColumnRule& rule, const DataCell& cell) {
    const bool typed = rows_.is_typed();
    const auto wrong = [&](std::string_view wanted) {
      add(rule, "type", fmt::format("expected {}, got {}", wanted, shown_cell(cell.text)));
      return false;
    };
    switch (rule.type) {
      case Type::integer:
      case Type::number: {
        const auto number = (!typed || cell.kind == Kind::number) ? number_of_text(cell.text) : std::nullopt;
        if (!number) return wrong(rule.type == Type::integer ? "a whole number" : "a number");
        return rule.type == Type::number || is_whole(*number) || wrong("a whole number");
      }
      case Type::boolean:
        if (typed ? cell.kind == Kind::boolean : cell.text == "true" || cell.text == "false") return true;
        return wrong("true or false");
      case Type::text:
        return !typed || cell.kind == Kind::text || wrong("text");
      case Type::any:
        break;
    }
    return true;
  }

  void look_at_range(const ColumnRule& rule, const DataCell& cell) {
    if (!rule.low && !rule.high) return;
    const auto number = number_of_text(cell.text);
    if (!number) return add(rule, "type", fmt::format("expected a number, got {}", shown_cell(cell.text)));
    if (rule.low && *number < *rule.low) add(rule, "range", fmt::format("{} is below {}", cell.text, plain(*rule.low)));
    if (rule.high && *number > *rule.high)
      add(rule, "range", fmt::format("{} is above {}", cell.text, plain(*rule.high)));
  }

  const DataCell* cell_of(const std::string& column, const std::vector<DataCell>& row) const {
    const auto& columns = rows_.columns();
    const auto place = static_cast<std::size_t>(std::find(columns.begin(), columns.end(), column) - columns.begin());
    return place < row.size() && has_value(row[place]) ? &row[place] : nullptr;
  }

  std::optional<double> number_in(const std::string& column, const std::vector<DataCell>& row) const {
    const auto* cell = cell_of(column, row);
    return cell == nullptr ? std::nullopt : number_of_text(cell->text);
  }

  // A rule about values that are not there says nothing.
  void hold(const RowRule& rule, const std::vector<DataCell>& row) {
    std::string broken;
    if (const auto* order = std::get_if<RelationRule>(&rule.rule)) broken = trouble_of(*order, row);
    if (const auto* sum = std::get_if<SumRule>(&rule.rule)) broken = trouble_of(*sum, row);
    if (const auto* presence = std::get_if<PresenceRule>(&rule.rule)) broken = trouble_of(*presence, row);
    if (!broken.empty()) add(rows_.line(), "", rule.text, fmt::format("{}: {}", rule.text, broken));
  }

  std::string trouble_of(const RelationRule& rule, const std::vector<DataCell>& row) const {
    const auto *left = cell_of(rule.left, row), *right = cell_of(rule.right, row);
    if (left == nullptr || right == nullptr) return "";
    const auto a = number_of_text(left->text), b = number_of_text(right->text);
    // Times as ISO 8601 writes them are in order as text.
    const int order = a && b ? (*a < *b ? -1 : *a > *b ? 1 : 0) : left->text.compare(right->text);
    using Relation = RelationRule::Relation;
    const bool holds =
        (rule.relation == Relation::less && order < 0) || (rule.relation == Relation::less_or_equal && order <= 0) ||
        (rule.relation == Relation::equal && order == 0) || (rule.relation == Relation::not_equal && order != 0) ||
        (rule.relation == Relation::greater_or_equal && order >= 0) ||
        (rule.relation == Relation::greater && order > 0);
    return holds ? "" : fmt::format("{} and {}", shown_cell(left->text), shown_cell(right->text));
  }

  std::string trouble_of(const SumRule& rule, const std::vector<DataCell>& row) const {
    double sum = 0;
    for (const auto& part : rule.parts) {
      const auto number = number_in(part, row);
      if (!number) return "";
      sum += *number;
    }
    const auto told = number_in(rule.sum, row);
    // What doubles cannot say is no fault of the row.
    constexpr double kRounding = 1e-12;
    if (!told || std::abs(sum - *told) <= rule.tolerance + kRounding * std::max(std::abs(sum), std::abs(*told)))
      return "";
    return fmt::format("the sum is {}, and {} is {}", plain(sum), rule.sum, plain(*told));
  }

  std::string trouble_of(const PresenceRule& rule, const std::vector<DataCell>& row) const {
    const auto* when = cell_of(rule.when, row);
    if (when == nullptr || when->text != rule.is) return "";
    const bool there = cell_of(rule.then, row) != nullptr;
    if (there == rule.present) return "";
    return fmt::format("{} has {} value", rule.then, there ? "a" : "no");
  }

  DataRows& rows_;
  const DataSchema& schema_;
  DataReport report_;
  std::vector<ColumnState> states_;
  std::size_t known_ = 0;
};

}  // namespace

Result<DataReport> check_data(DataRows& rows, const DataSchema& schema) { return DataChecking(rows, schema).run(); }

DataSchema form_of(const DataSchema& schema) {
  DataSchema form;
  form.extra = true;
  for (const auto& column : schema.columns) {
    auto& made = form.columns.emplace_back();
    made.name = column.name;
    made.type = column.type == Type::integer ? Type::number : column.type;
    made.optional = column.optional;
    made.nulls = true;
  }
  return form;
}

std::vector<std::string> sentences_of(const DataReport& report, const std::string& label) {
  std::vector<std::string> sentences;
  for (const auto& one : report.findings)
    sentences.push_back(fmt::format("{}{}: {}{}", label, one.line == 0 ? "" : fmt::format(":{}", one.line),
                                    one.column.empty() ? "" : one.column + ": ", one.message));
  if (report.all_findings <= report.findings.size()) return sentences;
  std::string kinds;
  constexpr std::size_t kMostNamed = 12;
  for (std::size_t i = 0; i < std::min(report.by_kind.size(), kMostNamed); ++i)
    kinds +=
        fmt::format("{}{} {}", i == 0 ? "" : ", ", report.by_kind[i].first, format_count(report.by_kind[i].second));
  sentences.push_back(fmt::format("{}: {} findings in all, of which these are the first {}: {}{}", label,
                                  format_count(report.all_findings), report.findings.size(), kinds,
                                  report.by_kind.size() > kMostNamed ? ", ..." : ""));
  return sentences;
}

}  // namespace plimsoll
