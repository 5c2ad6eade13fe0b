#include "scenarios/document/yaml_loader.h"

#include "scenarios/document/yaml_hints.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>
#include <map>
#include <sstream>

namespace plimsoll {
namespace {

constexpr std::size_t kLargestText = 1u << 20;
constexpr std::size_t kLargestTree = 64u << 20;  // bytes, what aliases repeat included
constexpr std::size_t kDeepest = 64;
constexpr std::string_view kNoKey =
    R"(a key must be plain text: is a closing } or ] missing? Text like {{name}} must be quoted: quote it as "{{name}}")";
constexpr std::size_t kNodeBytes = sizeof(YamlNode);

// Leaves yaml-cpp's event loop; caught in load_yaml.
struct Stop {
  YamlTrouble trouble;
};

[[noreturn]] void stop(const YAML::Mark& mark, std::string message) {
  throw Stop{{static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1, std::move(message)}};
}

std::size_t size_of(const YamlNode& node) {
  std::size_t bytes = kNodeBytes + 2 * node.text.size();
  for (const auto& key : node.keys) bytes += sizeof(key) + key.text.size();
  for (const auto& item : node.items) bytes += size_of(item);
  return bytes;
}

// Grows the tree out of yaml-cpp's events: a stack of the lists and maps that are still open.
class TreeBuilder : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      stop(mark, "expected one YAML document, got another one here: is this line indented as it ought to be?");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(mark, make(mark), anchor); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) stop(mark, "an alias cannot stand inside its own anchor");
    spend(mark, size_of(known->second));
    add(mark, known->second, YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto node = make(mark);
    node.kind = YamlNode::Kind::scalar;
    node.quoted = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (!node.quoted && tag != "?" && !tag.empty()) stop(mark, unknown_tag(tag));
    node.text = value;
    node.written = value;
    spend(mark, 2 * value.size());
    last_scalar_ = node;
    add(mark, std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::list, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, YamlNode::Kind::map, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

  const YamlNode& last_scalar() const { return last_scalar_; }
  std::optional<YamlNode> take_root() { return std::move(root_); }

 private:
  struct Open {
    YamlNode node;
    YAML::Mark mark;
    YAML::anchor_t anchor;
    std::optional<YamlNode::Key> key;  // of the value that comes next
  };

  static std::string unknown_tag(const std::string& tag) {
    return fmt::format(R"(the YAML tag "{}" is not supported: remove it)", tag);
  }

  YamlNode make(const YAML::Mark& mark) {
    spend(mark, kNodeBytes);
    YamlNode node;
    node.line = static_cast<std::size_t>(mark.line) + 1;
    node.column = static_cast<std::size_t>(mark.column) + 1;
    node.offset = static_cast<std::size_t>(mark.pos);
    return node;
  }

  void spend(const YAML::Mark& mark, std::size_t bytes) {
    spent_ += bytes;
    if (spent_ > kLargestTree) stop(mark, "the document, with what its aliases repeat, is larger than 64 MiB");
  }

  void open(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& tag, YAML::anchor_t anchor) {
    if (tag != "?" && tag != "!" && !tag.empty()) stop(mark, unknown_tag(tag));
    if (open_.size() >= kDeepest) stop(mark, fmt::format("nested deeper than {} levels", kDeepest));
    refuse_structured_key(mark);
    auto node = make(mark);
    node.kind = kind;
    open_.push_back({std::move(node), mark, anchor, std::nullopt});
  }

  void close() {
    auto done = std::move(open_.back());
    open_.pop_back();
    add(done.mark, std::move(done.node), done.anchor);
  }

  void refuse_structured_key(const YAML::Mark& mark) const {
    if (!open_.empty() && open_.back().node.is_map() && !open_.back().key) stop(mark, std::string(kNoKey));
  }

  void add(const YAML::Mark& mark, YamlNode node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      spend(mark, size_of(node));
      anchors_[anchor] = node;
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    auto& parent = open_.back();
    if (parent.node.is_map() && !parent.key) {
      if (!node.is_scalar()) stop(mark, std::string(kNoKey));
      if (node.text == "<<" && !node.quoted)
        stop(mark, "merge keys (<<) are not supported: repeat the keys, or use an alias for the whole value");
      parent.key = YamlNode::Key{std::move(node.text), node.line};
      return;
    }
    if (parent.node.is_map()) {
      // yaml-cpp finds out that there is no value where the next key stands.
      if (node.kind == YamlNode::Kind::null) node.line = parent.key->line;
      parent.node.keys.push_back(*std::move(parent.key));
      parent.key.reset();
    }
    parent.node.items.push_back(std::move(node));
  }

  int documents_ = 0;
  std::size_t spent_ = 0;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::optional<YamlNode> root_;
  YamlNode last_scalar_;
};

// yaml-cpp takes the end of the file for the end of a quoted text if a line break comes before it.
bool is_unclosed(const YamlNode& scalar, std::string_view text) {
  const char quote = scalar.offset < text.size() ? text[scalar.offset] : '\0';
  if (!scalar.quoted || (quote != '"' && quote != '\'')) return false;
  for (auto at = scalar.offset + 1; at < text.size(); ++at) {
    if (text[at] == quote) return false;
    if (text[at] == '\\' && quote == '"') ++at;
  }
  return true;
}

// JSON writes characters beyond the basic plane as two \u escapes, which YAML has no reading for.
std::string joined_surrogates(std::string text) {
  const auto unit = [&](std::size_t at) -> unsigned long {
    if (text.compare(at, 2, "\\u") != 0 || at + 6 > text.size()) return 0;
    const auto digits = text.substr(at + 2, 4);
    if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return 0;
    return std::stoul(digits, nullptr, 16);
  };
  for (auto at = text.find("\\u"); at != std::string::npos; at = text.find("\\u", at + 2)) {
    const auto high = unit(at);
    if (high < 0xD800 || high > 0xDBFF || at + 12 > text.size()) continue;
    const auto low = unit(at + 6);
    if (low < 0xDC00 || low > 0xDFFF) continue;
    text.replace(at, 12, fmt::format("\\U{:08X}", 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)));
  }
  return text;
}

bool looks_like_json(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{';
}

std::string_view line_of(std::string_view text, std::size_t line) {
  for (; line > 1 && !text.empty(); --line) {
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return text.substr(0, text.find_first_of("\r\n"));
}

YamlTrouble trouble_of(const YAML::Exception& error, const std::string& text) {
  YamlTrouble trouble{1, 1, "not YAML: " + error.msg};
  if (error.mark.is_null()) return trouble;
  trouble.line = static_cast<std::size_t>(error.mark.line) + 1;
  trouble.column = static_cast<std::size_t>(error.mark.column) + 1;
  trouble.message += yaml_hint(line_of(text, trouble.line), error.msg);
  return trouble;
}

}  // namespace

YamlLoad load_yaml(const std::string& text) {
  YamlLoad load;
  if (text.size() > kLargestText) {
    load.trouble.message =
        "a scenario is at most 1 MiB: put large bodies into files of their own (json: \"@body.json\")";
    return load;
  }
  try {
    const auto readable = looks_like_json(text) ? joined_surrogates(text) : text;
    std::istringstream stream(readable);
    YAML::Parser parser(stream);
    TreeBuilder builder;
    while (parser.HandleNextDocument(builder)) {
    }
    if (const auto& last = builder.last_scalar(); is_unclosed(last, readable)) {
      load.trouble = {last.line, last.column, "not YAML: the closing quote of this text is missing"};
      return load;
    }
    load.root = builder.take_root();
    if (!load.root) load.trouble.message = "the file is empty";
  } catch (const Stop& stop) {
    load.trouble = stop.trouble;
  } catch (const YAML::Exception& error) {
    load.trouble = trouble_of(error, text);
  } catch (const std::exception& error) {
    load.trouble.message = fmt::format("not YAML: {}", error.what());
  }
  return load;
}

}  // namespace plimsoll
