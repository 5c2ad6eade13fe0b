#include "engine/streams/token_reader.h"

#include "engine/streams/json_scan.h"

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

std::string_view text_in(const object& of, std::string_view key) {
  std::string_view text;
  return of[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

bool is_true(const object& of, std::string_view key) {
  bool value = false;
  return of[key].get(value) == simdjson::SUCCESS && value;
}

std::optional<object> object_in(const object& of, std::string_view key) {
  object found;
  return of[key].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
}

std::optional<std::uint64_t> count_in(const object& of, std::string_view key) {
  std::uint64_t count = 0;
  return of[key].get(count) == simdjson::SUCCESS ? std::optional(count) : std::nullopt;
}

// Fills in what an event says.
class EventReading {
 public:
  // `visible`: takes the text that is seen; null: nobody asks for it.
  EventReading(StreamedTokens& said, std::string* visible) : said_(said), visible_(visible) {}

  void read(const object& event) {
    read_error(event);
    const auto type = text_in(event, "type");
    if (!type.empty()) read_typed(event, type);
    array choices;
    if (event["choices"].get(choices) == simdjson::SUCCESS) {
      is_known_ = says_its_end_ = true;
      for (const auto choice : choices)
        if (object one; choice.get(one) == simdjson::SUCCESS) {
          is_first_answer_ = count_in(one, "index").value_or(0) == 0;
          read_choice(one);
        }
    }
    read_usage(event);
    if (!is_known_) read_own_forms(event);
  }

  // The one fragment of the event; nothing: there was none, or several.
  std::string_view only_fragment() const { return fragments_ == 1 ? fragment_ : std::string_view(); }
  bool is_known() const { return is_known_; }
  bool says_its_end() const { return says_its_end_; }

 private:
  void add(bool StreamedTokens::*kind, std::string_view fragment) {
    if (fragment.empty()) return;
    said_.*kind = true;
    if (visible_ != nullptr && kind == &StreamedTokens::text && is_first_answer_) visible_->append(fragment);
    fragment_ = fragment;
    ++fragments_;
  }

  void finish(std::string_view reason) {
    if (!reason.empty()) said_.finish_reason = reason.substr(0, TokenReader::kLongestReason);
  }

  void fail(std::string_view message) {
    is_known_ = true;
    said_.error = std::string(message.substr(0, TokenReader::kLongestError));
  }

  // {"error": {"message": ...}}, {"error": "..."}, {"object": "error", "message": ...}.
  void read_error(const object& event) {
    element error;
    if (event["error"].get(error) == simdjson::SUCCESS && !error.is_null()) {
      object details;
      std::string_view text;
      if (error.get(details) == simdjson::SUCCESS)
        fail(text_in(details, "message"));
      else
        fail(error.get(text) == simdjson::SUCCESS ? text : text_in(event, "message"));
    } else if (text_in(event, "object") == "error") {
      fail(text_in(event, "message"));
    }
  }

  void read_choice(const object& choice) {
    finish(text_in(choice, "finish_reason"));
    add(&StreamedTokens::text, text_in(choice, "text"));
    for (const auto* key : {"delta", "message"})
      if (const auto delta = object_in(choice, key)) read_delta(*delta);
  }

  void read_delta(const object& delta) {
    for (const auto* key : {"content", "refusal"}) add(&StreamedTokens::text, text_in(delta, key));
    for (const auto* key : {"reasoning_content", "reasoning", "thinking"})
      add(&StreamedTokens::reasoning, text_in(delta, key));
    if (const auto call = object_in(delta, "function_call")) read_call(*call);
    array calls;
    if (delta["tool_calls"].get(calls) != simdjson::SUCCESS) return;
    for (const auto call : calls)
      if (object one; call.get(one) == simdjson::SUCCESS)
        if (const auto function = object_in(one, "function")) read_call(*function);
  }

  void read_call(const object& function) {
    for (const auto* key : {"name", "arguments"}) {
      element value;
      if (function[key].get(value) != simdjson::SUCCESS) continue;
      const bool is_text = value.is_string();
      add(&StreamedTokens::tool_call, is_text ? std::string_view(value) : value.is_object() ? "{}" : "");
    }
  }

  void read_usage(const object& event) {
    auto usage = object_in(event, "usage");
    for (const auto* within : {"response", "message"})
      if (!usage)
        if (const auto outer = object_in(event, within)) usage = object_in(*outer, "usage");
    if (!usage) return;
    for (const auto* key : {"completion_tokens", "output_tokens"})
      if (const auto count = count_in(*usage, key)) said_.tokens_out = count;
    for (const auto* key : {"prompt_tokens", "input_tokens"})
      if (const auto count = count_in(*usage, key)) said_.tokens_in = count;
  }

  // OpenAI's responses and Anthropic's messages name what each event is.
  void read_typed(const object& event, std::string_view type) {
    is_known_ = is_known_ || type.starts_with("response.") || type.starts_with("content_block") ||
                type.starts_with("message_") || type == "ping" || type == "error";
    says_its_end_ = is_known_;
    if (type.ends_with(".delta")) {
      const bool is_thought = type.find("reasoning") != std::string_view::npos;
      const bool is_call = type.find("_call") != std::string_view::npos;
      add(is_thought ? &StreamedTokens::reasoning
          : is_call  ? &StreamedTokens::tool_call
                     : &StreamedTokens::text,
          text_in(event, "delta"));
    }
    if (type == "response.completed" || type == "response.incomplete" || type == "response.failed") end_response(event);
    if (type == "message_stop") said_.done = true;
    if (const auto delta = object_in(event, "delta"); delta && is_known_) {
      add(&StreamedTokens::text, text_in(*delta, "text"));
      add(&StreamedTokens::reasoning, text_in(*delta, "thinking"));
      add(&StreamedTokens::tool_call, text_in(*delta, "partial_json"));
      finish(text_in(*delta, "stop_reason"));
    }
    if (type == "error" && !said_.error) fail(text_in(event, "message"));
  }

  void end_response(const object& event) {
    said_.done = true;
    const auto response = object_in(event, "response");
    if (!response) return;
    finish(text_in(*response, "status"));
    if (const auto error = object_in(*response, "error")) fail(text_in(*error, "message"));
  }

  // TGI's.
  void read_details(const object& event) {
    const auto details = object_in(event, "details");
    if (!details) return;
    finish(text_in(*details, "finish_reason"));
    said_.tokens_out = count_in(*details, "generated_tokens");
    said_.tokens_in = count_in(*details, "input_length");
    array prefill;
    if (!said_.tokens_in && details.value()["prefill"].get(prefill) == simdjson::SUCCESS && prefill.size() > 0)
      said_.tokens_in = prefill.size();
  }

  // Of OpenAI's responses and Anthropic's messages where nothing is streamed.
  void read_whole_answer(const object& event) {
    array parts;
    finish(text_in(event, "stop_reason"));
    for (const auto* key : {"output", "content"}) {
      if (event[key].get(parts) != simdjson::SUCCESS) continue;
      is_known_ = says_its_end_ = said_.done = true;
      for (const auto part : parts) {
        object one;
        if (part.get(one) != simdjson::SUCCESS) continue;
        add(&StreamedTokens::text, text_in(one, "text"));
        if (std::string_view(key) == "output") read_whole_answer(one);
      }
    }
  }

  // Ollama, TGI, llama.cpp, and what people write themselves.
  void read_own_forms(const object& event) {
    if (const auto message = object_in(event, "message")) {
      is_known_ = true;
      read_delta(*message);
    }
    if (const auto token = object_in(event, "token")) {
      is_known_ = true;
      says_its_end_ = true;
      if (!is_true(*token, "special")) add(&StreamedTokens::text, text_in(*token, "text"));
      if (!text_in(event, "generated_text").empty()) said_.done = true;
      read_details(event);
    }
    if (text_in(event, "object") == "response" || text_in(event, "type") == "message") read_whole_answer(event);
    if (!is_known_ && !text_in(event, "generated_text").empty()) {
      is_known_ = says_its_end_ = said_.done = true;
      add(&StreamedTokens::text, text_in(event, "generated_text"));
      read_details(event);
    }
    for (const auto* key : {"response", "content", "text", "output"}) {
      element value;
      if (event[key].get(value) != simdjson::SUCCESS || !value.is_string()) continue;
      is_known_ = true;
      add(&StreamedTokens::text, std::string_view(value));
    }
    add(&StreamedTokens::reasoning, text_in(event, "thinking"));
    element end;
    if (event["done"].get(end) == simdjson::SUCCESS || event["stop"].get(end) == simdjson::SUCCESS)
      says_its_end_ = says_its_end_ || end.is_bool();
    if (!is_true(event, "done") && !is_true(event, "stop")) return;
    is_known_ = said_.done = true;
    finish(text_in(event, "done_reason"));
    finish(text_in(event, "stop_type"));
    for (const auto* key : {"eval_count", "tokens_predicted"})
      if (const auto count = count_in(event, key)) said_.tokens_out = count;
    for (const auto* key : {"prompt_eval_count", "tokens_evaluated"})
      if (const auto count = count_in(event, key)) said_.tokens_in = count;
  }

  StreamedTokens& said_;
  std::string* visible_;
  bool is_first_answer_ = true;
  std::string_view fragment_;
  std::size_t fragments_ = 0;
  bool is_known_ = false;
  bool says_its_end_ = false;
};

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

void TokenReader::begin(bool keeps_text) noexcept {
  keeps_text_ = keeps_text;
  begin_.clear();
  end_.clear();
  was_json_ = false;
}

bool TokenReader::is_like_before(std::string_view data) {
  if (begin_.empty() || data.size() < begin_.size() + end_.size() || !data.starts_with(begin_)) return false;
  const auto end = end_of_plain_text(data, begin_.size());
  return end && data.substr(*end) == end_;
}

const StreamedTokens& TokenReader::read(std::string_view data, std::string_view type) {
  if (type.empty() && is_like_before(data)) {
    said_ = StreamedTokens();
    const bool has_text = data.size() > begin_.size() + end_.size();
    if (has_text) {
      said_.text = like_before_.text;
      said_.reasoning = like_before_.reasoning;
      said_.tool_call = like_before_.tool_call;
      if (keeps_text_ && said_.text)
        said_.visible = data.substr(begin_.size(), data.size() - begin_.size() - end_.size());
    }
    return said_;
  }
  said_ = StreamedTokens();
  text_.clear();
  const auto text = without_blanks(data);
  if (text == "[DONE]") {
    said_.done = true;
  } else {
    parse(data);
    if (data.size() > kLongestOfKeptCapacity) forget_capacity();
  }
  if (type == "error" && !said_.error) said_.error = std::string(text.substr(0, kLongestError));
  return said_;
}

void TokenReader::parse(std::string_view data) {
  element root;
  object event;
  if (parser_of_thread().parse(data.data(), data.size()).get(root) != simdjson::SUCCESS) {
    said_.several = are_several(data);
    said_.malformed = was_json_ && !said_.several;
    said_.text = !was_json_ && !said_.several && !data.empty();
    said_.plain = true;
    if (said_.text) said_.visible = data;
    return;
  }
  was_json_ = true;
  array list;
  const bool is_list_of_one = root.get(list) == simdjson::SUCCESS && list.size() == 1;
  if ((is_list_of_one ? list.at(0).get(event) : root.get(event)) != simdjson::SUCCESS) {
    said_.text = true;
    return;
  }
  EventReading reading(said_, keeps_text_ ? &text_ : nullptr);
  reading.read(event);
  said_.visible = text_;
  if (!reading.is_known()) said_.text = true;
  said_.of_known_protocol = reading.says_its_end();
  const bool is_only_text = !said_.done && !said_.error && !said_.tokens_out && !said_.tokens_in &&
                            said_.finish_reason.empty() && reading.is_known();
  if (is_only_text && !reading.only_fragment().empty()) remember(data, reading.only_fragment());
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
  like_before_ = said_;
}

}  // namespace plimsoll
