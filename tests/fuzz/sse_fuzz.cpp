// Any bytes as server-sent events, in pieces of any size: the parser finds what a slow one finds, which reads the
// standard's rules letter by letter; what an event says does not depend on the events before it, but for whether they
// were JSON; the meter comes to the same however its bytes come. The first two bytes choose the pieces.

#include "engine/streams/sse_parser.h"
#include "engine/streams/token_reader.h"
#include "tests/fuzz/stream_cuts.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using plimsoll::demand;

struct Event {
  std::string data;
  std::string type;
};

// 9.2.6 of the HTML standard.
class SlowParser {
 public:
  void read(std::string_view text) {
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '\r' && text[i] != '\n') {
        line += text[i];
        continue;
      }
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      end_line(line);
      line.clear();
    }
  }
  std::vector<Event> events;

 private:
  void end_line(const std::string& line) {
    if (line.empty()) {
      if (has_data_) events.push_back({data_.substr(0, data_.size() - 1), type_});
      data_.clear();
      type_.clear();
      has_data_ = false;
      return;
    }
    const auto colon = line.find(':');
    const auto name = line.substr(0, colon);
    auto value = colon == std::string::npos ? std::string() : line.substr(colon + 1);
    if (!value.empty() && value[0] == ' ') value.erase(0, 1);
    if (name == "event") type_ = value;
    if (name != "data") return;
    data_ += value + "\n";
    has_data_ = true;
  }

  std::string data_;
  std::string type_;
  bool has_data_ = false;
};

// Choices are begun by the first event like it.
bool same_ends(const plimsoll::StreamedTokens& one, const plimsoll::StreamedTokens& other) {
  return std::equal(one.finished.begin(), one.finished.end(), other.finished.begin(), other.finished.end(),
                    [](const auto& a, const auto& b) { return a.choice == b.choice && a.reason == b.reason; });
}

void read_alone(plimsoll::TokenReader& reader, const Event& event, bool& was_json) {
  static plimsoll::TokenReader fresh;
  fresh.begin();
  const auto alone = fresh.read(event.data, event.type);
  const auto& said = reader.read(event.data, event.type);
  demand(said.tokens_out == alone.tokens_out && said.tokens_in == alone.tokens_in, "the count is the event's own");
  demand(said.done == alone.done && same_ends(said, alone), "the end is the event's own");
  demand(said.error == alone.error, "an error is the event's own");
  demand(said.several == alone.several && said.plain == alone.plain, "its form is the event's own");
  demand(said.reasoning == alone.reasoning && said.tool_call == alone.tool_call, "a fragment is the event's own");
  demand(said.malformed == (alone.plain && !alone.several && was_json), "what is no JSON is wrong where JSON was");
  demand(said.text == alone.text && said.recognised == alone.recognised, "text is the event's own");
  demand(said.own_shape == (alone.own_shape && !(alone.plain && was_json)), "what it bears is the event's own");
  demand(!(said.own_shape && said.recognised), "a shape is known or not");
  was_json = was_json || alone.json;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  plimsoll::StreamCuts cuts(data[0], data[1]);
  static plimsoll::SseParser parser;
  static plimsoll::TokenReader reader;
  SlowParser slow;
  slow.read(text);
  parser.begin();
  reader.begin();
  std::size_t found = 0;
  bool was_json = false;
  cuts.each(text, [&](std::string_view piece) {
    parser.give(piece);
    while (const auto event = parser.next()) {
      demand(found < slow.events.size(), "no more events than there are");
      demand(event->data == slow.events[found].data, "the data");
      demand(event->type == slow.events[found].type, "the type");
      read_alone(reader, slow.events[found], was_json);
      ++found;
    }
  });
  demand(found == slow.events.size(), "no fewer events than there are");
  static const plimsoll::StreamRules rules;
  plimsoll::demand_same(rules, text, plimsoll::StreamCuts(data[1], data[0]));
  return 0;
}
