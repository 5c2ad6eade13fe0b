#include "engine/streams/token_reader.h"

#include "engine/streams/event_reading.h"
#include "engine/streams/json_reach.h"
#include "engine/streams/json_scan.h"
#include "engine/streams/own_shape.h"

#include <simdjson.h>
#include <cstring>
#include <memory>

namespace plimsoll {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

constexpr std::size_t kLongestRemembered = 1 << 10;
constexpr std::size_t kFirstCapacity = 4096;
constexpr std::size_t kDeepest = 100;
constexpr std::size_t kLongestOfKeptCapacity = 64 << 10;  // the parser keeps seven times as much

simdjson::dom::parser& parser_of_thread() {
  thread_local auto parser = [] {
    auto made = std::make_unique<simdjson::dom::parser>();
    // Where that fails, so does the first parse.
    [[maybe_unused]] const auto outcome = made->allocate(kFirstCapacity, kDeepest);
    return made;
  }();
  return *parser;
}

// Not one for all: json_lookup's goes deeper, and looks into whole bodies, of up to a mebibyte.
void forget_capacity() { [[maybe_unused]] const auto outcome = parser_of_thread().allocate(kFirstCapacity, kDeepest); }

// Where the text ends that begins here, if it is one that stands for itself: nothing in it is escaped or needs to be.
std::optional<std::size_t> end_of_plain_text(std::string_view data, std::size_t from) {
  bool is_ascii = true;
  for (auto i = from; i < data.size(); ++i) {
    const auto byte = static_cast<unsigned char>(data[i]);
    if (byte == '"') {
      const bool is_good = is_ascii || simdjson::validate_utf8(data.data() + from, i - from);
      return is_good ? std::optional(i) : std::nullopt;
    }
    if (byte < 0x20 || byte == '\\') return std::nullopt;
    is_ascii = is_ascii && byte < 0x80;
  }
  return std::nullopt;
}

// What the parser refuses for a number or a half of a pair alone is read once more, with the nearest that it takes.
bool parse_json(std::string_view data, element& root) {
  auto& parser = parser_of_thread();
  const auto outcome = parser.parse(data.data(), data.size()).get(root);
  if (outcome != simdjson::NUMBER_ERROR && outcome != simdjson::STRING_ERROR) return outcome == simdjson::SUCCESS;
  const auto reached = within_reach(data);
  return reached && parser.parse(*reached).get(root) == simdjson::SUCCESS;
}

bool is_object(std::string_view data) {
  object found;
  return parser_of_thread().parse(data.data(), data.size()).get(found) == simdjson::SUCCESS;
}

// What is no JSON text: two objects, and maybe more.
bool are_several(std::string_view data) {
  for (int object = 0; object < 2; ++object) {
    data = without_blanks(data);
    if (!data.starts_with('{')) return false;
    const auto end = object_end(data);
    if (end == std::string_view::npos || !is_object(data.substr(0, end))) return false;
    data.remove_prefix(end);
  }
  return true;
}

}  // namespace

StreamedTokens TokenReader::one_of_known_shape() {
  StreamedTokens said;
  said.recognised = said.json = true;
  return said;
}

void TokenReader::begin(bool keeps_text) noexcept {
  keeps_text_ = keeps_text;
  begin_.clear();
  end_.clear();
  like_before_.visible = {};
  was_json_ = false;
}

bool TokenReader::is_like_before(std::string_view data) {
  if (begin_.empty() || data.size() < begin_.size() + end_.size() || !data.starts_with(begin_)) return false;
  const auto end = end_of_plain_text(data, begin_.size());
  return end && data.substr(*end) == end_;
}

const StreamedTokens& TokenReader::read(std::string_view data, std::string_view type) {
  if (type.empty() && is_like_before(data)) {
    static const StreamedTokens kNoText = one_of_known_shape();
    const auto size = data.size() - begin_.size() - end_.size();
    if (size == 0) return kNoText;
    if (keeps_text_ && like_before_.text) like_before_.visible = data.substr(begin_.size(), size);
    return like_before_;
  }
  said_ = StreamedTokens();
  text_.clear();
  const auto text = without_blanks(data);
  if (!type.empty() && is_heartbeat(type)) return said_;
  if (text == "[DONE]") {
    said_.done = true;
  } else if (!text.empty()) {
    parse(data);
    if (data.size() > kLongestOfKeptCapacity) forget_capacity();
  }
  if (type == "error" && !said_.error) said_.error = std::string(text.substr(0, StreamedTokens::kLongestError));
  return said_;
}

void TokenReader::parse(std::string_view data) {
  element root;
  if (!parse_json(data, root)) {
    said_.several = are_several(data);
    said_.malformed = was_json_ && !said_.several;
    said_.own_shape = !was_json_ && !said_.several;
    said_.plain = true;
    if (said_.own_shape) said_.visible = data;
    return;
  }
  said_.json = was_json_ = true;
  array list;
  if (root.get(list) == simdjson::SUCCESS && list.size() == 1) root = *list.begin();
  object event;
  if (root.get(event) != simdjson::SUCCESS) {
    said_.own_shape = bears_something(root);
    if (root.is_string()) said_.visible = text_ = std::string_view(root);
    return;
  }
  const auto facts = read_event(event, said_, keeps_text_ ? &text_ : nullptr);
  said_.visible = text_;
  said_.recognised = facts.is_recognised;
  said_.of_known_protocol = facts.says_its_end;
  if (!facts.is_known) said_.own_shape = bears_something(root);
  const bool is_only_text = facts.is_recognised_without_text && !said_.done && !said_.error && !said_.tokens_out &&
                            !said_.tokens_in && said_.finished.empty();
  if (is_only_text && !facts.only_fragment.empty()) remember(data, facts.only_fragment);
}

// Where the text stands once in the event, as it is written there: nothing of it is escaped.
void TokenReader::remember(std::string_view data, std::string_view fragment) {
  if (data.size() > kLongestRemembered || data.find('\\') != std::string_view::npos) return;
  std::string quoted;
  quoted.reserve(fragment.size() + 2);
  quoted.append("\"").append(fragment).append("\"");
  const auto place = data.find(quoted);
  if (place == std::string_view::npos || data.find(quoted, place + 1) != std::string_view::npos) return;
  begin_ = data.substr(0, place + 1);
  end_ = data.substr(place + 1 + fragment.size());
  like_before_.text = said_.text;
  like_before_.reasoning = said_.reasoning;
  like_before_.tool_call = said_.tool_call;
  like_before_.visible = {};
}

}  // namespace plimsoll
