#include "engine/streams/event_reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

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

// A whole number from 0, however it is written; one that has no room is the greatest.
std::optional<std::uint64_t> count_in(const object& of, std::string_view key) {
  constexpr double kEnd = 0x1p64;
  const auto value = of[key];
  if (std::uint64_t count = 0; value.get(count) == simdjson::SUCCESS) return count;
  double number = 0;
  if (value.get(number) != simdjson::SUCCESS || number < 0 || number != std::floor(number)) return std::nullopt;
  return number < kEnd ? static_cast<std::uint64_t>(number) : std::numeric_limits<std::uint64_t>::max();
}

// null, false, 0, "", {}, []: what stands for no error.
bool is_no_error(const element& error) {
  switch (error.type()) {
    case element_type::NULL_VALUE:
      return true;
    case element_type::BOOL:
      return !bool(error);
    case element_type::STRING:
      return std::string_view(error).empty();
    case element_type::OBJECT:
      return object(error).size() == 0;
    case element_type::ARRAY:
      return array(error).size() == 0;
    default:
      return double(error) == 0;
  }
}

// Reasons by which a server gives an answer up: OpenRouter's, vLLM's and SGLang's, the states of OpenAI's responses.
bool is_reason_of_failure(std::string_view reason) {
  constexpr std::array<std::string_view, 4> kReasons = {"error", "abort", "failed", "cancelled"};
  return std::find(kReasons.begin(), kReasons.end(), reason) != kReasons.end();
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
      is_recognised_ = says_its_end_ = true;
      for (const auto choice : choices)
        if (object one; choice.get(one) == simdjson::SUCCESS) {
          choice_ = count_in(one, "index").value_or(0);
          if (choice_ < StreamedTokens::kMostChoices) said_.begun.set(choice_);
          read_choice(one);
        }
      choice_ = 0;
    }
    read_usage(event);
    if (!is_known()) read_own_forms(event);
  }

  EventFacts facts() const {
    EventFacts facts;
    if (fragments_ == 1) facts.only_fragment = fragment_;
    facts.is_recognised_without_text = is_recognised_;
    facts.is_recognised = is_recognised_ || fragments_ > 0;
    facts.is_known = is_known() || fragments_ > 0;
    facts.says_its_end = says_its_end_;
    return facts;
  }

 private:
  bool is_known() const { return is_recognised_ || is_end_or_error_; }

  void add(bool StreamedTokens::*kind, std::string_view fragment) {
    if (fragment.empty()) return;
    said_.*kind = true;
    if (visible_ != nullptr && kind == &StreamedTokens::text && choice_ == 0) visible_->append(fragment);
    fragment_ = fragment;
    ++fragments_;
  }

  // A text, or a list of parts that have one each.
  void add_content(bool StreamedTokens::*kind, const object& of, std::string_view key) {
    element content;
    if (of[key].get(content) != simdjson::SUCCESS || content.is_null()) return;
    if (content.is_string())
      add(kind, std::string_view(content));
    else
      add_parts(kind, content);
  }

  void add_parts(bool StreamedTokens::*kind, const element& content) {
    array parts;
    if (content.get(parts) != simdjson::SUCCESS) return;
    for (const auto part : parts) {
      if (part.is_string()) add(kind, std::string_view(part));
      object one;
      if (part.get(one) != simdjson::SUCCESS) continue;
      add(kind, text_in(one, "text"));
      add_content(&StreamedTokens::reasoning, one, "thinking");
    }
  }

  // `words`: of the server, where the reason is one of a failure.
  void finish(std::string_view reason, std::string_view words = {}) {
    if (reason.empty()) return;
    reason = reason.substr(0, StreamedTokens::kLongestReason);
    if (choice_ < StreamedTokens::kMostChoices && said_.finished.size() < StreamedTokens::kMostChoices)
      said_.finished.push_back({choice_, std::string(reason)});
    if (!is_reason_of_failure(reason)) return;
    if (words.empty())
      fail("it ended with the reason \"" + std::string(reason) + '"');
    else
      fail(words);
  }

  void fail(std::string_view message) {
    is_end_or_error_ = true;
    if (!said_.error || said_.error->empty())
      said_.error = std::string(message.substr(0, StreamedTokens::kLongestError));
  }

  // {"error": {"message": ...}}, {"error": "..."}, {"object": "error", "message": ...}.
  void read_error(const object& event) {
    element error;
    if (event["error"].get(error) == simdjson::SUCCESS && !is_no_error(error)) {
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
    read_finish(choice);
    add(&StreamedTokens::text, text_in(choice, "text"));
    if (const auto delta = object_in(choice, "delta"))
      read_delta(*delta);
    else if (const auto message = object_in(choice, "message"))
      read_delta(*message);
  }

  // SGLang's may be {"type": "abort", "message": ...}.
  void read_finish(const object& choice) {
    element reason;
    if (choice["finish_reason"].get(reason) != simdjson::SUCCESS || reason.is_null()) return;
    if (reason.is_string()) return finish(std::string_view(reason));
    if (object details; reason.get(details) == simdjson::SUCCESS)
      finish(text_in(details, "type"), text_in(details, "message"));
  }

  void read_delta(const object& delta) {
    for (const auto* key : {"content", "refusal"}) add_content(&StreamedTokens::text, delta, key);
    for (const auto* key : {"reasoning_content", "reasoning", "thinking"})
      add_content(&StreamedTokens::reasoning, delta, key);
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
    said_.tokens_out = count_in(*usage, "completion_tokens");
    if (!said_.tokens_out) said_.tokens_out = count_in(*usage, "output_tokens");
    said_.tokens_in = count_in(*usage, "prompt_tokens");
    if (!said_.tokens_in) said_.tokens_in = count_in(*usage, "input_tokens");
  }

  // OpenAI's responses and Anthropic's messages name what each event is.
  void read_typed(const object& event, std::string_view type) {
    is_recognised_ = type.starts_with("response.") || type.starts_with("content_block_") || type == "message_start" ||
                     type == "message_delta" || type == "message_stop";
    says_its_end_ = is_recognised_;
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
    if (const auto delta = object_in(event, "delta"); delta && is_recognised_) {
      add(&StreamedTokens::text, text_in(*delta, "text"));
      add(&StreamedTokens::reasoning, text_in(*delta, "thinking"));
      add(&StreamedTokens::tool_call, text_in(*delta, "partial_json"));
      finish(text_in(*delta, "stop_reason"));
    }
    if (type == "error") fail(text_in(event, "message"));
  }

  void end_response(const object& event) {
    said_.done = true;
    const auto response = object_in(event, "response");
    if (!response) return;
    read_error(*response);
    finish(text_in(*response, "status"));
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
      is_recognised_ = says_its_end_ = said_.done = true;
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
      is_recognised_ = true;
      read_delta(*message);
    }
    if (const auto token = object_in(event, "token")) {
      is_recognised_ = says_its_end_ = true;
      if (!is_true(*token, "special")) add(&StreamedTokens::text, text_in(*token, "text"));
      if (!text_in(event, "generated_text").empty()) said_.done = true;
      read_details(event);
    }
    if (text_in(event, "object") == "response" || text_in(event, "type") == "message") read_whole_answer(event);
    if (!is_recognised_ && !text_in(event, "generated_text").empty()) {
      is_recognised_ = says_its_end_ = said_.done = true;
      add(&StreamedTokens::text, text_in(event, "generated_text"));
      read_details(event);
    }
    bool has_place = false;
    for (const auto* key : {"response", "content", "text", "output", "token"}) {
      element value;
      if (event[key].get(value) != simdjson::SUCCESS || !value.is_string()) continue;
      has_place = true;
      add(&StreamedTokens::text, std::string_view(value));
    }
    add(&StreamedTokens::reasoning, text_in(event, "thinking"));
    element end;
    if (event["done"].get(end) == simdjson::SUCCESS || event["stop"].get(end) == simdjson::SUCCESS) {
      says_its_end_ = says_its_end_ || end.is_bool();
      is_recognised_ = is_recognised_ || (has_place && end.is_bool());
    }
    if (!is_true(event, "done") && !is_true(event, "stop")) return;
    is_end_or_error_ = said_.done = true;
    finish(text_in(event, "done_reason"));
    finish(text_in(event, "stop_type"));
    for (const auto* key : {"eval_count", "tokens_predicted"})
      if (const auto count = count_in(event, key)) said_.tokens_out = count;
    for (const auto* key : {"prompt_eval_count", "tokens_evaluated"})
      if (const auto count = count_in(event, key)) said_.tokens_in = count;
  }

  StreamedTokens& said_;
  std::string* visible_;
  std::uint64_t choice_ = 0;  // the one that is read
  std::string_view fragment_;
  std::size_t fragments_ = 0;
  bool is_recognised_ = false;
  bool is_end_or_error_ = false;
  bool says_its_end_ = false;
};

}  // namespace

EventFacts read_event(const object& event, StreamedTokens& said, std::string* visible) {
  EventReading reading(said, visible);
  reading.read(event);
  return reading.facts();
}

}  // namespace plimsoll
