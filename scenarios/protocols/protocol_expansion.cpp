#include "scenarios/protocols/protocol_expansion.h"

#include "core/text.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/document/document_path.h"
#include "scenarios/protocols/node_writing.h"
#include "scenarios/protocols/predict_labels.h"
#include "scenarios/protocols/protocol.h"
#include "scenarios/protocols/protocol_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 6> kMethodKeys = {"get", "post", "put", "patch", "delete", "head"};
constexpr std::array<std::string_view, 6> kBodyKeys = {"json", "text", "file", "form", "base64", "multipart"};

// Where a `target` is started by us, and what it is then waited for by.
struct FirstPrediction {
  const Protocol* protocol = nullptr;
  ProtocolOptions options;
  std::string name;  // as reports call it
};

class Expansion {
 public:
  Expansion(YamlNode& root, const ExpansionInput& input, FindingLog& log) : root_(root), input_(input), log_(log) {}

  void expand() {
    for (const auto key : {"before_all", "login", "requests", "after_all"}) {
      auto* list = root_.find(key);
      if (list == nullptr || !list->is_list()) continue;
      for (std::size_t i = 0; i < list->items.size(); ++i) expand_entry(list->items[i], path_to_item(key, i), key, i);
    }
    if (first_) wait_for_prediction();
  }

 private:
  void expand_entry(YamlNode& entry, const std::string& path, std::string_view list, std::size_t index) {
    if (!entry.is_map()) return;
    const auto* given = entry.find("name");
    auto* steps = entry.find("steps");
    if (steps != nullptr && steps->is_list()) {
      const auto task = given != nullptr ? given->text : fmt::format("task {}", index + 1);
      for (std::size_t i = 0; i < steps->items.size(); ++i)
        expand_request(steps->items[i], path_to_item(path + ".steps", i), task + ": ", list == "requests");
      return;
    }
    expand_request(entry, path, "", list == "requests");
  }

  // The protocol of this request alone: its own keys over those of the whole file.
  std::optional<YamlNode> protocol_node(const YamlNode& request) const {
    const auto* common = root_.find("protocol");
    const auto* own = request.find("protocol");
    if (own == nullptr) return common != nullptr ? std::optional(*common) : std::nullopt;
    if (common == nullptr || !own->is_map() || own->find("name") != nullptr) return *own;
    auto merged = *own;
    if (common->is_scalar()) add_if_absent(merged, "name", *common);
    for (std::size_t i = 0; common->is_map() && i < common->items.size(); ++i)
      add_if_absent(merged, common->keys[i].text, common->items[i]);
    return merged;
  }

  // Nothing: it is wrong by itself, which the tables tell.
  template <class T>
  std::optional<T> read_quietly(const ValueType<T>& type, const YamlNode& node) const {
    FindingLog unheard("");
    ParseContext context{unheard, input_.folder, kMostBodyBytes, input_.allowed};
    auto read = type.read(Value(node, "", context));
    return unheard.empty() ? std::move(read) : std::nullopt;
  }

  void expand_request(YamlNode& request, const std::string& path, const std::string& task, bool is_load) {
    if (!request.is_map()) return;
    const auto* predict = request.find("predict");
    if (predict == nullptr) return;
    const auto line = predict->line;
    const auto here = path + ".predict";
    ParseContext context{log_, input_.folder, kMostBodyBytes, input_.allowed};
    leave_label_out(request, path, context);
    predict = request.find("predict");
    auto protocol = protocol_node(request);
    if (!protocol)
      return log_.add(line, here,
                      "needs a `protocol`, here or at the top, like protocol: {name: kserve_v2, model: iris}; "
                      "plimsoll protocols lists them");
    auto input = read_quietly(predict_type(), *predict);
    const auto options = read_quietly(protocol_type(), *protocol);
    // What is wrong at the top is told there, and once.
    const auto* common = root_.find("protocol");
    const bool is_common_sound = common == nullptr || read_quietly(protocol_type(), *common).has_value();
    if (auto* own = request.find("protocol"); own != nullptr && is_common_sound)
      *own = *protocol;
    else if (own == nullptr && options)
      add_member(request, "protocol", *protocol);
    if (!input || !options) return;
    PredictPlan plan{*options, *std::move(input)};
    if (plan.options.protocol->needs_model && plan.options.model.empty())
      return log_.add(protocol->line, here,
                      fmt::format("{} names a model in its paths: write protocol: {{name: {}, model: NAME}}",
                                  plan.options.protocol->title, plan.options.protocol->name));
    predict = request.find("predict");  // the request has more members by now
    for (const auto& key : predict->keys)
      if (is_without(*plan.options.protocol, key.text))
        return log_.add(key.line, path_to_key(here, key.text),
                        fmt::format("{} has no use for it: remove this", plan.options.protocol->title));
    warn_of_many(plan, line, here);
    const bool asks = plan.input.kind == PredictInput::Kind::prompt || plan.input.kind == PredictInput::Kind::messages;
    if (asks && !plan.options.protocol->takes_prompts)
      return log_.add(
          line, here,
          fmt::format("{} takes no prompts: write `rows`, `input` or `tensors`", plan.options.protocol->title));
    const bool has_bodies = write_bodies(plan, request, line, here);
    if (has_bodies) write_labels(request, path, plan.input.batch, context);
    write_request(plan, request, line);
    if (!has_bodies) return;
    if (is_load && !first_) note_first(plan, request, task);
  }

  static bool has_one_of(const YamlNode& request, const auto& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](auto key) { return request.find(key) != nullptr; });
  }

  bool write_bodies(const PredictPlan& plan, YamlNode& request, std::size_t line, const std::string& here) {
    for (const auto key : kBodyKeys)
      if (request.find(key) != nullptr) {
        log_.add(line, here, fmt::format("makes the body, which `{}` gives already: remove one of them", key));
        return false;
      }
    const bool is_random = plan.input.kind == PredictInput::Kind::random;
    if (is_random && !plan.options.metadata && waits_for_service(plan)) return true;  // made when the service is there
    auto made = bodies_of(plan, nullptr, 0);
    if (made.has_error()) {
      log_.add(line, here, made.error().message);
      return false;
    }
    if (!made->is_json)
      for (auto& body : made->bodies) body = to_base64(body);
    if (input_.is_for_people && is_made_later(plan)) return true;
    add_member(request, made->is_json ? "json" : "base64", literal_texts(std::move(made->bodies), line));
    if (!made->content_type.empty()) add_if_absent(request, "content_type", text_node(made->content_type, line));
    for (const auto& [name, value] : made->headers) add_header(request, name, value, line);
    return true;
  }

  static void add_header(YamlNode& request, const std::string& name, const std::string& value, std::size_t line) {
    add_if_absent(request, "headers", map_node(line));
    auto& headers = *request.find("headers");
    if (!headers.is_map()) return;
    const bool is_there = std::any_of(headers.keys.begin(), headers.keys.end(),
                                      [&](const YamlNode::Key& key) { return same_without_case(key.text, name); });
    if (!is_there) add_member(headers, name, text_node(value, line));
  }

  static void write_request(const PredictPlan& plan, YamlNode& request, std::size_t line) {
    const auto& protocol = *plan.options.protocol;
    if (!has_one_of(request, kMethodKeys))
      add_member(request, "post",
                 text_node(filled_path(protocol.path_of ? protocol.path_of(plan) : protocol.path, plan.options), line));
    auto good = protocol.good(plan);
    good["answer_of"] = protocol.name;
    write_prediction_place(request, good);
    add_if_absent(request, "expect", map_node(line));
    if (auto& expect = *request.find("expect"); expect.is_map()) merge(node_of_json(good, line), expect);
    if (protocol.more == nullptr) return;
    const auto more = protocol.more(plan);
    for (const auto& [key, value] : more.items()) add_if_absent(request, key, node_of_json(value, line));
  }

  // What is there stays; of the places of `json` each by itself.
  static void merge(const YamlNode& given, YamlNode& into) {
    for (std::size_t i = 0; i < given.items.size(); ++i) {
      const auto& key = given.keys[i].text;
      auto* there = into.find(key);
      if (there == nullptr)
        add_member(into, key, given.items[i]);
      else if (key == "json" && there->is_map() && given.items[i].is_map())
        merge(given.items[i], *there);
    }
  }

  void note_first(const PredictPlan& plan, const YamlNode& request, const std::string& task) {
    FirstPrediction first{plan.options.protocol, plan.options, ""};
    if (const auto* name = request.find("name")) {
      first.name = name->text;
    } else {
      for (const auto key : kMethodKeys)
        if (const auto* path = request.find(key)) {
          auto method = std::string(key);
          std::transform(method.begin(), method.end(), method.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
          first.name = fmt::format("{}{} {}", task, method, path->text.substr(0, path->text.find('?')));
        }
    }
    first_ = std::move(first);
  }

  // Ready means ready to predict.
  void wait_for_prediction() {
    auto* target = root_.find("target");
    if (target == nullptr || !target->is_map() || target->find("start") == nullptr) return;
    const auto line = target->find("start")->line;
    const bool is_said = target->find("ready") != nullptr;
    add_if_absent(*target, "ready", map_node(line));
    auto& ready = *target->find("ready");
    if (!ready.is_map()) return;
    const auto& protocol = *first_->protocol;
    const bool says_path = is_said && ready.find("get") != nullptr;
    if (!protocol.ready.empty() && !says_path) {
      add_member(ready, "get", text_node(filled_path(protocol.ready, first_->options), line));
      if (protocol.ready_status > 0)
        add_if_absent(ready, "status", text_node(std::to_string(protocol.ready_status), line));
    }
    add_if_absent(ready, "predicts", text_node(first_->name, line));
  }

  // The emulator of Lambda serves one invocation at a time.
  void warn_of_many(const PredictPlan& plan, std::size_t line, const std::string& here) {
    if (plan.options.protocol->name != "lambda" || is_warned_) return;
    const auto* load = root_.find("load");
    const auto* users = load != nullptr ? load->find("users") : nullptr;
    const bool is_one = load == nullptr || (users != nullptr && users->text == "1");
    const bool is_open = root_.find("loads") != nullptr ||
                         (load != nullptr && (load->find("rate") != nullptr || load->find("stages") != nullptr));
    if (is_one && !is_open) return;
    if (load != nullptr && users == nullptr && !is_open) return;
    is_warned_ = true;
    log_.warn(line, here,
              "Lambda's emulator serves one invocation at a time, and may end at a second one: load it with users: 1");
  }

  YamlNode& root_;
  const ExpansionInput& input_;
  FindingLog& log_;
  std::optional<FirstPrediction> first_;
  bool is_warned_ = false;
};

}  // namespace

void expand_protocols(YamlNode& root, const ExpansionInput& input, FindingLog& log) {
  Expansion(root, input, log).expand();
}

void remove_expanded(YamlNode& root) {
  bool all_are = true;
  const auto remove = [](YamlNode& map, std::string_view key) {
    for (std::size_t i = map.keys.size(); i-- > 0;)
      if (map.keys[i].text == key) {
        map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
        map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
      }
  };
  const auto reduce = [&](YamlNode& request) {
    if (request.find("predict") == nullptr) return;
    const bool has_body = request.find("json") != nullptr || request.find("base64") != nullptr;
    all_are = all_are && has_body;
    if (!has_body) return;
    remove(request, "predict");
    remove(request, "protocol");
  };
  for (const auto key : {"before_all", "login", "requests", "after_all"}) {
    auto* list = root.find(key);
    if (list == nullptr) continue;
    for (auto& entry : list->items) {
      reduce(entry);
      if (auto* steps = entry.find("steps"))
        for (auto& step : steps->items) reduce(step);
    }
  }
  if (all_are) remove(root, "protocol");
}

}  // namespace plimsoll
