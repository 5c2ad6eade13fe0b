#include "imports/har/har_entries.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

namespace plimsoll {
namespace {

using EntryJson = nlohmann::ordered_json;

constexpr std::size_t kDeepestEntry = 64;
constexpr std::size_t kLargestEntry = std::size_t{32} << 20;  // of what is kept of one
constexpr std::size_t kMostMembers = 1000;                    // of one object: each key is compared with all before it

// Builds log.entries[] alone, each by itself.
class EntryBuilder : public nlohmann::json_sax<EntryJson> {
 public:
  EntryBuilder(const std::string& name, const HarEntryVisitor& visit) : name_(name), visit_(visit) {}

  bool null() override { return value(EntryJson(nullptr)); }
  bool boolean(bool one) override { return value(EntryJson(one)); }
  bool number_integer(number_integer_t one) override { return value(EntryJson(one)); }
  bool number_unsigned(number_unsigned_t one) override { return value(EntryJson(one)); }
  bool number_float(number_float_t one, const string_t&) override { return value(EntryJson(one)); }
  bool string(string_t& one) override { return value(skips_text() ? EntryJson("") : EntryJson(std::move(one))); }
  bool binary(binary_t&) override { return true; }
  bool key(string_t& one) override {
    key_ = std::move(one);
    return true;
  }
  bool start_object(std::size_t) override { return open(EntryJson::object()); }
  bool start_array(std::size_t) override { return open(EntryJson::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& why) override {
    std::string text = why.what();
    if (const auto colon = text.find(": "); colon != std::string::npos) text.erase(0, colon + 2);
    return stop(fmt::format("{}: not JSON, byte {}: {} (is the file cut off?)", name_, byte, text));
  }

  std::size_t entries() const { return entries_; }
  bool has_log() const { return has_log_; }
  const std::optional<Error>& error() const { return error_; }

 private:
  struct Open {
    std::string key;
    EntryJson value;  // within an entry
  };

  bool stop(std::string message) {
    if (!error_) error_ = invalid(std::move(message));
    return false;
  }

  bool in_entry() const { return open_.size() > 3 && is_entries(); }
  bool is_entries() const {
    return open_.size() >= 3 && open_[1].key == "log" && open_[2].key == "entries" && open_[2].value.is_array();
  }

  // What was answered may be the most of the file.
  bool skips_text() const {
    if (!in_entry()) return true;
    return open_.size() > 4 && open_[4].key == "response" && key_ == "text";
  }

  bool value(EntryJson one) {
    if (!in_entry()) return true;
    if (one.is_string()) bytes_ += one.get_ref<const std::string&>().size();
    if (++bytes_ > kLargestEntry)
      return stop(fmt::format("{}: $.log.entries[{}]: larger than 32 MiB without its answer", name_, entries_));
    place(std::move(one));
    return true;
  }

  void place(EntryJson one) {
    auto& parent = open_.back().value;
    if (parent.is_array())
      parent.push_back(std::move(one));
    else if (parent.size() < kMostMembers)  // what a HAR names is within the first dozen
      parent[key_] = std::move(one);
  }

  bool open(EntryJson empty) {
    if (open_.size() >= kDeepestEntry)
      return stop(fmt::format("{}: nested deeper than {} levels", name_, kDeepestEntry));
    open_.push_back({open_.empty() || open_.back().value.is_array() ? "" : key_, std::move(empty)});
    if (is_entries()) has_log_ = true;
    if (open_.size() == 4) bytes_ = 0;
    return true;
  }

  bool close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    if (open_.size() == 3 && is_entries()) {
      const auto visited = visit_(done.value, entries_++);
      if (visited.has_error()) {
        error_ = visited.error();
        return false;
      }
    } else if (in_entry()) {
      key_ = done.key;
      place(std::move(done.value));
    }
    return true;
  }

  const std::string& name_;
  const HarEntryVisitor& visit_;
  std::vector<Open> open_;
  std::string key_;
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
  bool has_log_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<std::size_t> read_har_entries(std::istream& in, const std::string& name, const HarEntryVisitor& visit) {
  EntryBuilder builder(name, visit);
  const bool is_json = EntryJson::sax_parse(in, &builder);
  // To the library a NUL is the end as well.
  const bool whole = is_json && in.rdbuf()->sgetc() == std::istream::traits_type::eof();
  if (builder.error()) return *builder.error();
  if (!whole || !builder.has_log()) return invalid(fmt::format("{}: expected a HAR file with $.log.entries", name));
  return builder.entries();
}

}  // namespace plimsoll
