#include "core/error.h"
#include "judgement/traces/trace_formats.h"
#include "judgement/traces/trace_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <istream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostDepth = 32;
constexpr std::size_t kMostNames = 10'000;

// {data: {result: [{metric: {NAME: TEXT}, values: [[SECONDS, TEXT]]}]}}, taken as it comes; what else there is, is
// skipped.
class RangeAnswer : public nlohmann::json_sax<Json> {
 public:
  explicit RangeAnswer(const TraceRequest& request) : request_(request) {}

  Result<TraceFile> finish() {
    if (!problem_.empty()) return Error{ErrorKind::invalid, problem_};
    if (!answer_error_.empty()) return invalid("Prometheus answered with an error: " + shown(answer_error_));
    if (names_.empty()) return invalid("expected a range query's answer with data.result, got no series");
    TraceFile file;
    file.format = TraceFormat::prometheus;
    const auto columns = request_.columns.empty() ? std::vector<std::string>{""} : request_.columns;
    for (const auto& column : columns) {
      if (auto taken = take(column, file); !taken) return taken.error();
    }
    return file;
  }

  bool key(string_t& text) override {
    if (path_.size() == 1 && text == "monitors")
      return fail("this is the record of a run; its samples are in memory.csv beside it");
    path_.back() = text;
    return true;
  }
  bool start_object(std::size_t) override {
    if (is_at({"data", "result", "[]"})) begin_series();
    return enter("");
  }
  bool end_object() override {
    path_.pop_back();
    if (is_at({"data", "result", "[]"})) return end_series();
    return true;
  }
  bool start_array(std::size_t) override {
    // promtool prints the result alone.
    if (path_.empty()) path_ = {"data", "result"};
    if (is_at({"data", "result", "[]", "values", "[]"})) pair_.clear();
    return enter("[]");
  }
  bool end_array() override {
    path_.pop_back();
    if (is_at({"data", "result", "[]", "values", "[]"})) return end_pair();
    return true;
  }
  bool string(string_t& text) override { return scalar(text); }
  bool number_float(number_float_t, const string_t& text) override { return scalar(text); }
  bool number_integer(number_integer_t number) override { return scalar(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return scalar(std::to_string(number)); }
  bool boolean(bool) override { return scalar(""); }
  bool null() override { return scalar(""); }
  bool binary(binary_t&) override { return scalar(""); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 4: syntax error ..."
    const std::string text = error.what();
    const auto place = text.find("line ");
    return fail(place == std::string::npos ? "the JSON breaks off or is wrong" : text.substr(place));
  }

 private:
  bool fail(std::string message) {
    problem_ = std::move(message);
    return false;
  }

  bool is_at(std::initializer_list<std::string_view> place) const {
    return path_.size() == place.size() && std::equal(place.begin(), place.end(), path_.begin());
  }

  bool enter(std::string step) {
    if (path_.size() == kMostDepth) return fail("deeper than a range query's answer");
    path_.push_back(std::move(step));
    return true;
  }

  bool scalar(const std::string& text) {
    if (is_at({"data", "result", "[]", "values", "[]", "[]"})) {
      pair_.push_back(text);
    } else if (path_.size() == 5 && is_at({"data", "result", "[]", "metric", path_[4]})) {
      labels_[path_[4]] = text;
    } else if (is_at({"error"})) {
      answer_error_ = text;
    } else if (is_at({"data", "resultType"}) && text != "matrix") {
      return fail(fmt::format("expected a range query's answer (resultType matrix), got {}: ask /api/v1/query_range",
                              shown(text)));
    }
    return true;
  }

  void begin_series() {
    labels_.clear();
    table_.reset();
    pairs_ = 0;
  }

  std::string metric() const {
    const auto name = labels_.find("__name__");
    return name == labels_.end() ? "value" : name->second;
  }

  // As Prometheus writes it: name{label="text"}.
  std::string series_name() const {
    std::string inner;
    for (const auto& [name, text] : labels_)
      if (name != "__name__") inner += fmt::format("{}{}=\"{}\"", inner.empty() ? "" : ",", name, text);
    const auto name = labels_.find("__name__");
    return (name == labels_.end() ? "" : name->second) +
           (inner.empty() && name != labels_.end() ? "" : "{" + inner + "}");
  }

  // Labels come first, so a series that nobody asked for is not kept. Without a name the first is.
  bool is_wanted(const std::string& name) const {
    if (request_.columns.empty()) return names_.empty();
    return std::any_of(request_.columns.begin(), request_.columns.end(),
                       [&](const std::string& column) { return name.find(column) != std::string::npos; });
  }

  bool end_pair() {
    ++pairs_;
    if (!labels_.empty() && !is_wanted(series_name())) return true;
    if (!table_) {
      TraceRequest request;
      request.columns = {metric()};
      request.unit = request_.unit;
      auto table = TraceTable::begin({"timestamp", metric()}, request);
      if (!table) return fail(table.error().message);
      table_ = std::move(*table);
    }
    if (pair_.size() != 2) return fail(place() + "expected an instant and a value");
    if (auto added = table_->add(pair_); !added) return fail(place() + added.error().message);
    return true;
  }

  std::string place() const { return fmt::format("series {}, value {}: ", shown(series_name()), pairs_); }

  bool end_series() {
    if (names_.size() == kMostNames) return fail("more than 10000 series");
    std::string name = series_name();
    if (table_) {
      auto file = table_->finish(TraceFormat::prometheus);
      auto& column = file.columns.front();
      column.name = name;
      // Its base unit of memory is the byte.
      if (column.read_as && column.read_as->unit == "bytes" && column.read_as->from == UnitSource::guess) {
        column.read_as.reset();
        std::erase_if(file.notes, [](const std::string& note) { return note.find("--unit") != std::string::npos; });
      }
      kept_.emplace(names_.size(), std::move(file));
      table_.reset();
    }
    names_.push_back(std::move(name));
    return true;
  }

  Result<void> take(const std::string& column, TraceFile& file) {
    std::vector<std::size_t> matching;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == column) matching.assign(1, i);
      if (names_[i] == column) break;
      if (names_[i].find(column) != std::string::npos) matching.push_back(i);
    }
    if (matching.size() != 1) {
      return invalid(fmt::format("{} series{}: {}; --column says which, by its name or a label",
                                 matching.empty() ? "none of the" : std::to_string(matching.size()),
                                 column.empty() ? "" : " match " + shown(column), few_names(matching)));
    }
    const auto kept = kept_.find(matching.front());
    if (kept == kept_.end())
      return invalid(fmt::format("the series {} has no values", shown(names_[matching.front()])));
    file.columns.push_back(kept->second.columns.front());
    file.notes.insert(file.notes.end(), kept->second.notes.begin(), kept->second.notes.end());
    return {};
  }

  std::string few_names(const std::vector<std::size_t>& matching) const {
    constexpr std::size_t kMostShown = 10;
    std::string text;
    const std::size_t all = matching.empty() ? names_.size() : matching.size();
    for (std::size_t i = 0; i < std::min(all, kMostShown); ++i)
      text += (i > 0 ? ", " : "") + names_[matching.empty() ? i : matching[i]].substr(0, 120);
    return all > kMostShown ? text + ", ..." : text;
  }

  const TraceRequest& request_;
  std::vector<std::string> path_;
  std::map<std::string, std::string> labels_;  // of the series that is read
  std::optional<TraceTable> table_;
  std::vector<std::string> pair_;
  std::size_t pairs_ = 0;
  std::vector<std::string> names_;         // of all series
  std::map<std::size_t, TraceFile> kept_;  // by their place
  std::string problem_, answer_error_;
};

}  // namespace

Result<TraceFile> read_prometheus_trace(TraceInput& input, const TraceRequest& request) {
  std::istream in(&input);
  RangeAnswer answer(request);
  try {
    Json::sax_parse(in, &answer);
  } catch (const std::ios_base::failure&) {
    return Error{ErrorKind::invalid, "the stream could not be read"};
  }
  return answer.finish();
}

}  // namespace plimsoll
