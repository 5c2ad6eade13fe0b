#include "monitors/judgement/trace_csv.h"

#include "engine/core/csv_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::string_view kRequestPrefix = "requests_";
constexpr std::size_t kMaxShownBytes = 40;
constexpr std::size_t kMaxShownColumns = 20;

Error error_at(std::size_t line, const std::string& message) {
  return {ErrorKind::invalid, fmt::format("line {}: {}", line, message)};
}

std::string shown(std::string_view text) {
  std::string safe(text.substr(0, kMaxShownBytes));
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = '?';
  }
  return text.size() > kMaxShownBytes ? safe + "..." : safe;
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// A gap is a NaN; absent where the text is no number.
std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return NAN;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::result_out_of_range && end == text.data() + text.size()) return NAN;
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool has_number(const std::vector<double>& column) {
  return std::any_of(column.begin(), column.end(), [](double value) { return std::isfinite(value); });
}

// Where the numbers of one column of the file go.
struct Target {
  std::size_t field = 0;
  std::string name;
  std::vector<double> values = {};
};

class TraceReader {
 public:
  explicit TraceReader(std::istream& in) : csv_(in) {}

  Result<TraceFile> read(const std::optional<std::string>& column) {
    if (auto header = read_header(column); !header) return header.error();
    while (true) {
      auto more = csv_.next();
      if (!more) return more.error();
      if (!*more) return assemble(column);
      if (auto row = read_row(); !row) return row.error();
    }
  }

 private:
  Result<void> read_header(const std::optional<std::string>& column) {
    auto more = csv_.next();
    if (!more) return more.error();
    if (!*more) {
      return Error{ErrorKind::invalid,
                   "the trace is empty: expected a header row with t_seconds and anon_bytes or rss_bytes"};
    }
    for (const auto& field : csv_.fields()) header_.emplace_back(trimmed(field));
    const auto memory =
        column ? std::vector<std::string>{*column} : std::vector<std::string>{"anon_bytes", "rss_bytes"};
    for (std::size_t field = 0; field < header_.size(); ++field) {
      if (auto taken = take_column(field, memory); !taken) return taken.error();
    }
    if (!find("t_seconds")) return missing("t_seconds");
    if (std::none_of(memory.begin(), memory.end(), [&](const auto& name) { return find(name) != nullptr; })) {
      return missing(fmt::format("{}", fmt::join(memory, " or ")));
    }
    return {};
  }

  Result<void> take_column(std::size_t field, const std::vector<std::string>& memory) {
    static const std::set<std::string> kKnown = {
        "t_seconds", "pid", "processes", "requests_total", "active_users", "restarts_total", "warmup"};
    const std::string& name = header_[field];
    const bool known = kKnown.contains(name) || std::find(memory.begin(), memory.end(), name) != memory.end();
    if (known && !find(name)) {
      columns_.push_back({field, name});
    } else if (name.starts_with(kRequestPrefix) && name.size() > kRequestPrefix.size()) {
      // A second requests_total is that of a request type of this name.
      types_.push_back({field, name.substr(kRequestPrefix.size())});
    } else if (known) {
      return error_at(csv_.line(), fmt::format("the column {} is there twice", shown(name)));
    }
    return {};
  }

  Error missing(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto& column : header_) {
      if (names.size() == kMaxShownColumns) {
        names.emplace_back("...");
        break;
      }
      names.push_back(shown(column));
    }
    return error_at(csv_.line(), fmt::format("expected a column {}, got {}", name, fmt::join(names, ", ")));
  }

  Result<void> read_row() {
    const auto& fields = csv_.fields();
    if (fields.size() != header_.size()) {
      return error_at(csv_.line(),
                      fmt::format("expected {} fields as in the header, got {}", header_.size(), fields.size()));
    }
    std::vector<double> row;
    for (const auto* targets : {&columns_, &types_}) {
      for (const auto& target : *targets) {
        const auto value = parse_number(fields[target.field]);
        if (!value) {
          return error_at(csv_.line(), fmt::format("column {}: expected a number, got \"{}\"",
                                                   shown(header_[target.field]), shown(fields[target.field])));
        }
        if (target.name == "warmup" && targets == &columns_ && *value > 0) return {};
        row.push_back(*value);
      }
    }
    auto value = row.begin();
    for (auto* targets : {&columns_, &types_}) {
      for (auto& target : *targets) target.values.push_back(*value++);
    }
    return {};
  }

  Target* find(const std::string& name) {
    const auto found =
        std::find_if(columns_.begin(), columns_.end(), [&](const Target& target) { return target.name == name; });
    return found == columns_.end() ? nullptr : &*found;
  }

  std::vector<double> take(const std::string& name) {
    Target* target = find(name);
    return target ? target->values : std::vector<double>();
  }

  TraceFile assemble(const std::optional<std::string>& column) {
    TraceFile file;
    Target* anonymous = find("anon_bytes");
    const bool resident = !anonymous || (!has_number(anonymous->values) && find("rss_bytes"));
    file.memory_column = column ? *column : resident ? "rss_bytes" : "anon_bytes";
    file.trace.t_seconds = take("t_seconds");
    file.trace.memory_bytes = take(file.memory_column);
    file.trace.requests_total = take("requests_total");
    file.trace.active_users = take("active_users");
    file.trace.restarts_total = take("restarts_total");
    file.trace.processes = take("processes");
    file.trace.pids = take("pid");
    for (auto& type : types_) file.trace.requests_by_type.push_back({type.name, std::move(type.values)});
    return file;
  }

  CsvReader csv_;
  std::vector<std::string> header_;
  std::vector<Target> columns_, types_;
};

}  // namespace

Result<TraceFile> read_trace_csv(std::istream& in, const std::optional<std::string>& column) {
  return TraceReader(in).read(column);
}

}  // namespace plimsoll
