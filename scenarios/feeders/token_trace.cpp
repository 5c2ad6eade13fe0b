#include "scenarios/feeders/token_trace.h"

#include "core/json/number_text.h"
#include "core/text.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace plimsoll {
namespace {

using TraceJson = nlohmann::ordered_json;

// As the traces call them, in lower case; the first that is there counts.
constexpr std::array<std::string_view, 5> kInstantNames = {"timestamp", "arrived_at", "arrival_time", "offset", "time"};
constexpr std::array<std::string_view, 6> kInputNames = {"input_length", "request tokens",     "contexttokens",
                                                         "input_tokens", "num_prefill_tokens", "prompt_tokens"};
constexpr std::array<std::string_view, 6> kOutputNames = {"output_length", "response tokens",   "generatedtokens",
                                                          "output_tokens", "num_decode_tokens", "completion_tokens"};

constexpr double kLongestSeconds = 1e9;

std::optional<std::size_t> place_of_any(std::span<const std::string_view> names, const std::vector<std::string>& head) {
  for (const auto name : names) {
    const auto found = std::find_if(head.begin(), head.end(),
                                    [&](const std::string& one) { return lower_case(trimmed(one)) == name; });
    if (found != head.end()) return static_cast<std::size_t>(found - head.begin());
  }
  return std::nullopt;
}

std::optional<std::uint64_t> token_count(std::string_view text) {
  const auto value = number_of_text(text);
  if (!value || *value < 0 || *value > static_cast<double>(TokenTrace::kMostTokens) || std::trunc(*value) != *value)
    return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

std::optional<std::uint64_t> count_at(const TraceJson& row, std::span<const std::string_view> names) {
  for (const auto name : names)
    if (const auto found = row.find(std::string(name)); found != row.end() && found->is_number())
      return token_count(found->dump());
  return std::nullopt;
}

std::optional<Nanos> nanos_of(double seconds) {
  if (!std::isfinite(seconds) || std::abs(seconds) > kLongestSeconds * 10) return std::nullopt;
  return Nanos(std::llround(seconds * 1e9));
}

// Digits of that many places, from `at` on.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t places) {
  if (text.size() < at + places) return std::nullopt;
  int value = 0;
  const auto* end = text.data() + at + places;
  const auto result = std::from_chars(text.data() + at, end, value);
  return result.ec == std::errc() && result.ptr == end && value >= 0 ? std::optional(value) : std::nullopt;
}

// Nothing: it is no list of whole numbers.
std::optional<std::vector<std::uint64_t>> block_ids(const nlohmann::ordered_json& list) {
  if (!list.is_array()) return std::nullopt;
  std::vector<std::uint64_t> ids;
  for (const auto& id : list) {
    if (!id.is_number_integer()) return std::nullopt;
    ids.push_back(id.is_number_unsigned() ? id.get<std::uint64_t>()
                                          : static_cast<std::uint64_t>(id.get<std::int64_t>()));
  }
  return ids;
}

}  // namespace

std::optional<Nanos> parse_trace_time(std::string_view text) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  constexpr std::string_view kForm = "0000-00-00 00:00:00";
  if (text.size() < kForm.size() || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') ||
      text[13] != ':' || text[16] != ':')
    return std::nullopt;
  constexpr std::array<std::pair<std::size_t, std::size_t>, 6> kPlaces = {
      {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}}};
  std::array<int, 6> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = digits_at(text, kPlaces[i].first, kPlaces[i].second);
    if (!part) return std::nullopt;
    parts[i] = *part;
  }
  const auto date = year(parts[0]) / month(static_cast<unsigned>(parts[1])) / day(static_cast<unsigned>(parts[2]));
  if (!date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) return std::nullopt;
  Nanos time = std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(parts[3]) +
               std::chrono::minutes(parts[4]) + std::chrono::seconds(parts[5]);
  auto rest = text.substr(kForm.size());
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    Nanos place = std::chrono::milliseconds(100);
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1), place /= 10)
      time += place * (rest.front() - '0');
  }
  if (rest.empty() || rest == "Z") return time;
  const auto hours = digits_at(rest, 1, 2);
  const auto minutes = digits_at(rest, rest.size() - 2, 2);
  if ((rest.front() != '+' && rest.front() != '-') || rest.size() < 5 || rest.size() > 6 || !hours || !minutes)
    return std::nullopt;
  const Nanos shift = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return rest.front() == '+' ? time - shift : time + shift;
}

TokenTrace::TokenTrace(const std::filesystem::path& file, std::string label)
    : label_(std::move(label)), in_(file, std::ios::binary) {}

Result<std::unique_ptr<TokenTrace>> TokenTrace::open(const std::filesystem::path& file, const std::string& label) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    return invalid(fmt::format("{}: is a folder: name a file in it", label));
  auto trace = std::unique_ptr<TokenTrace>(new TokenTrace(file, label));
  if (!trace->in_) return invalid(fmt::format("{}: cannot be read", label));
  while (trace->in_.peek() == ' ' || trace->in_.peek() == '\n' || trace->in_.peek() == '\r')
    if (trace->in_.get() == '\n') ++trace->line_;
  if (trace->in_.peek() == '{') return trace;
  if (trace->in_.peek() == '[')
    return invalid(fmt::format("{}: an array is not read as a trace: make it JSON lines, jq -c '.[]'", label));
  trace->csv_ = std::make_unique<CsvReader>(trace->in_);
  const auto head = trace->read_head();
  if (head.has_error()) return head.error();
  return trace;
}

Error TokenTrace::wrong(const std::string& what) const {
  return invalid(fmt::format("{}:{}: {}", label_, line_, what));
}

Result<> TokenTrace::read_head() {
  const auto more = csv_->next();
  if (more.has_error()) return invalid(fmt::format("{}: {}", label_, more.error().message));
  if (!*more) return invalid(fmt::format("{}: is empty", label_));
  line_ = csv_->line();
  const auto& head = csv_->fields();
  const std::array places = {place_of_any(kInstantNames, head), place_of_any(kInputNames, head),
                             place_of_any(kOutputNames, head)};
  constexpr std::array<std::string_view, 3> kWanted = {
      R"(when it came: "timestamp")", R"(its tokens: "Request tokens" or "ContextTokens")",
      R"(the tokens of its answer: "Response tokens" or "GeneratedTokens")"};
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i]) return wrong(fmt::format("no column says {}", kWanted[i]));
    columns_[i] = *places[i];
  }
  return {};
}

Result<std::optional<TracedRequest>> TokenTrace::next() { return csv_ ? next_record() : next_line(); }

Result<std::optional<TracedRequest>> TokenTrace::next_record() {
  const auto more = csv_->next();
  if (more.has_error()) return invalid(fmt::format("{}: {}", label_, more.error().message));
  if (!*more) return std::optional<TracedRequest>();
  line_ = csv_->line();
  const auto& fields = csv_->fields();
  for (const auto column : columns_)
    if (column >= fields.size()) return wrong(fmt::format("has {} fields, and one more is asked for", fields.size()));
  const auto& at = fields[columns_[0]];
  const auto seconds = number_of_text(at);
  const auto instant = seconds ? nanos_of(*seconds) : parse_trace_time(at);
  const auto input = token_count(fields[columns_[1]]);
  const auto output = token_count(fields[columns_[2]]);
  if (!instant)
    return wrong(
        fmt::format(R"(expected seconds, or a time like "2023-11-16 18:15:46.68", got "{}")", at.substr(0, 40)));
  if (!input || !output)
    return wrong(fmt::format("expected a number of tokens up to {}, got \"{}\"", kMostTokens,
                             fields[columns_[input ? 2 : 1]].substr(0, 40)));
  TracedRequest row;
  row.input_tokens = *input;
  row.output_tokens = *output;
  auto placed = in_order(std::move(row), *instant);
  if (placed.has_error()) return placed.error();
  return std::optional(*std::move(placed));
}

Result<std::optional<TracedRequest>> TokenTrace::next_line() {
  do {
    if (!std::getline(in_, text_)) return std::optional<TracedRequest>();
    ++line_;
    if (text_.size() > kMostLineBytes) return wrong("is longer than 16 MiB");
  } while (text_.find_first_not_of(" \t\r") == std::string::npos);
  const auto parsed = parse_json({text_, label_, static_cast<std::size_t>(line_)});
  if (parsed.has_error()) return parsed.error();
  const auto& json = *parsed;
  if (!json.is_object()) return wrong("expected an object with timestamp, input_length and output_length");
  const auto at = json.find("timestamp");
  const auto instant = at != json.end() && at->is_number() ? nanos_of(at->get<double>() / 1000) : std::nullopt;
  const auto input = count_at(json, kInputNames);
  const auto output = count_at(json, kOutputNames);
  if (!instant) return wrong("has no timestamp in milliseconds");
  if (!input || !output)
    return wrong(fmt::format("has no {} up to {}", input ? "output_length" : "input_length", kMostTokens));
  TracedRequest row;
  row.input_tokens = *input;
  row.output_tokens = *output;
  if (const auto ids = json.find("hash_ids"); ids != json.end() && !ids->is_null()) {
    auto blocks = block_ids(*ids);
    if (!blocks) return wrong("hash_ids: expected a list of whole numbers");
    row.blocks = *std::move(blocks);
  }
  auto placed = in_order(std::move(row), *instant);
  if (placed.has_error()) return placed.error();
  return std::optional(*std::move(placed));
}

Result<TracedRequest> TokenTrace::in_order(TracedRequest row, Nanos at) {
  if (!first_) first_ = at;
  row.instant = at - *first_;
  row.line = line_;
  if (row.instant < last_) return wrong("came before the row above it: sort the file by its instants");
  last_ = row.instant;
  return row;
}

Result<TraceSummary> survey_token_trace(const std::filesystem::path& file, const std::string& label) {
  auto trace = TokenTrace::open(file, label);
  if (trace.has_error()) return trace.error();
  TraceSummary summary;
  for (;;) {
    const auto row = (*trace)->next();
    if (row.has_error()) return row.error();
    if (!*row) break;
    ++summary.rows;
    summary.length = (*row)->instant;
  }
  if (summary.rows == 0) return invalid(fmt::format("{}: has no rows", label));
  return summary;
}

}  // namespace plimsoll
