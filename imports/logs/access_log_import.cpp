#include "imports/logs/access_log_import.h"

#include "core/text.h"
#include "imports/logs/access_log_line.h"
#include "imports/logs/sorted_rows.h"
#include "imports/plan/replay_writing.h"
#include "imports/plan/secret_values.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestLogLine = 1 << 20;
constexpr std::size_t kMostBodyFiles = 50;
constexpr std::size_t kMostHosts = 1000;
constexpr double kUntimedStep = 0.1;  // seconds between lines that have no time

// False at the end. What is past the bound of a line is passed over.
bool next_line(std::istream& in, std::string& line) {
  line.clear();
  auto* buffer = in.rdbuf();
  for (int c = buffer->sbumpc(); c != std::char_traits<char>::eof(); c = buffer->sbumpc()) {
    if (c == '\n') return true;
    if (line.size() < kLongestLogLine) line += static_cast<char>(c);
  }
  return !line.empty();
}

class AccessLogReader {
 public:
  explicit AccessLogReader(ImportDraft& draft) : draft_(draft) {}

  Result<> read(std::istream& in) {
    std::string text;
    while (next_line(in, text)) {
      ++line_;
      if (trimmed(text).empty()) continue;
      const auto line = read_access_log_line(text);
      if (!line) {
        leave("lines that are no request");
        continue;
      }
      if (auto done = add(*line); !done) return done;
    }
    if (rows_->size() == 0)
      return invalid(
          fmt::format("{}: no line in it that is a request; expected Common, Combined or JSON lines", draft_.source));
    finish();
    return {};
  }

 private:
  struct Left {
    std::size_t line = 0;
    std::size_t count = 0;
  };

  void leave(const std::string& why) {
    auto& left = left_[why];
    if (left.count++ == 0) left.line = line_;
  }

  Result<> add(const AccessLogLine& line) {
    constexpr std::array<std::string_view, 6> kMethods = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
    if (std::find(kMethods.begin(), kMethods.end(), line.method) == kMethods.end()) {
      leave("methods other than GET, POST, PUT, PATCH, DELETE and HEAD");
      return {};
    }
    if (line.instant_s) ++timed_;
    const double instant = line.instant_s.value_or(last_ + (rows_->size() == 0 ? 0 : kUntimedStep));
    last_ = instant;
    if (!line.host.empty() && hosts_.size() < kMostHosts) hosts_.insert(line.host);
    const auto path = path_without_secrets(line.path, dropped_);
    const bool has_body = line.method == "POST" || line.method == "PUT" || line.method == "PATCH";
    const auto body = has_body ? body_file(line.method, path.substr(0, path.find('?'))) : std::string();
    return rows_->add(instant, replay_row({line.method, path, nullptr, has_body ? &body : nullptr}));
  }

  // Of POST /predict?x=1 one file, however often it comes.
  std::string body_file(const std::string& method, const std::string& path) {
    const auto known = bodies_.find(path);
    if (known != bodies_.end()) return known->second;
    if (bodies_.size() >= kMostBodyFiles) {
      leave(fmt::format("the bodies of more than {} paths: the others have that of the first", kMostBodyFiles));
      return bodies_.begin()->second;
    }
    std::string name;
    for (const char c : path)
      name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '-';
    const auto file = fmt::format("{}/{}{}.json", draft_.bodies_folder, bodies_.size() + 1, name.substr(0, 60));
    draft_.files.push_back({file, "{}\n"});
    draft_.leave_out(draft_.source,
                     fmt::format("the bodies of {} {}: a log has none; write one into {}", method, path, file));
    return bodies_.emplace(path, file).first->second;
  }

  void finish() {
    if (!bodies_.empty()) draft_.headers.push_back({"content-type", "application/json"});
    tell();
    set_replay(draft_, {"", "", [rows = rows_](std::ostream& out) {
                          return rows->visit([&](double instant_s, std::string_view row) -> Result<> {
                            out << replay_begin(instant_s - rows->first_s()) << row;
                            return {};
                          });
                        }});
  }

  void tell() {
    for (const auto& [why, left] : left_)
      draft_.leave_out(fmt::format("{}:{}", draft_.source, left.line),
                       left.count == 1 ? why : fmt::format("{} ({} lines)", why, left.count));
    if (timed_ < rows_->size())
      draft_.leave_out(draft_.source, fmt::format("{} of {} lines have no time: {} s after the one before",
                                                  rows_->size() - timed_, rows_->size(), kUntimedStep));
    if (!dropped_.empty())
      draft_.leave_out(draft_.source,
                       fmt::format("query {}: secrets, and a log has no variables", fmt::join(dropped_, ", ")));
    if (!draft_.guessed_target) return;
    std::string hosts;
    for (const auto& host : hosts_)
      if (hosts.size() < 100) hosts += (hosts.empty() ? " (its hosts: " : ", ") + host;
    draft_.leave_out(draft_.source, fmt::format("the address of the target{}: {} is a guess, --target names another",
                                                hosts.empty() ? "" : hosts + ")", draft_.fallback_target));
  }

  ImportDraft& draft_;
  std::shared_ptr<SortedRows> rows_ = std::make_shared<SortedRows>();  // written after this reader is gone
  std::map<std::string, Left> left_;
  std::map<std::string, std::string> bodies_;
  std::set<std::string> hosts_;
  std::vector<std::string> dropped_;
  std::size_t line_ = 0;
  std::size_t timed_ = 0;
  double last_ = 0;
};

}  // namespace

// Servers write other lines among those of requests.
bool looks_like_access_log(std::string_view head) {
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size());
    if (read_access_log_line(head.substr(0, end))) return true;
    head.remove_prefix(std::min(end + 1, head.size()));
  }
  return false;
}

Result<> import_access_log(std::istream& in, ImportDraft& draft) {
  draft.format = "access log";
  return AccessLogReader(draft).read(in);
}

}  // namespace plimsoll
