#include "scenarios/feeders/prompt_rows.h"

#include "core/json/json.h"
#include "core/stable_hash.h"
#include "scenarios/feeders/json_objects.h"
#include "scenarios/feeders/token_trace.h"
#include "scenarios/prompts/prompt_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

using PromptJson = nlohmann::ordered_json;

Error wrong_prompt(const Feeder& feeder, std::uint64_t line, const std::string& what) {
  return invalid(fmt::format("{}:{}: {}", feeder.label, line, what));
}

// Two feeders of one scenario make different prompts.
std::uint64_t seed_of(const Feeder& feeder) { return feeder.seed ^ stable_hash(feeder.name); }

struct PromptRow {
  std::uint64_t line = 0;
  PromptJson messages = PromptJson::array();
  std::vector<std::string> turns;  // at least one
  std::optional<std::uint64_t> input_tokens;
  std::optional<std::uint64_t> output_tokens;
  std::string input_trouble{};  // what is wrong with the one that it says; empty: nothing
  std::string output_trouble{};
  std::optional<Nanos> instant;
};

PromptJson message(std::string_view role, PromptJson content) {
  PromptJson one = PromptJson::object();
  one["role"] = role;
  one["content"] = std::move(content);
  return one;
}

// A text, or the texts of parts as OpenAI has them.
std::string text_of(const PromptJson& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const auto& part : content)
    if (const auto* found = part.is_object() && part.contains("text") ? &part["text"] : nullptr;
        found != nullptr && found->is_string())
      text += found->get_ref<const std::string&>();
  return text;
}

std::uint64_t words_of_messages(const PromptJson& messages) {
  std::uint64_t words = 0;
  for (const auto& one : messages)
    if (const auto content = one.find("content"); content != one.end()) words += count_words(text_of(*content));
  return words;
}

// Fills the cells of a row.
class PromptCells {
 public:
  explicit PromptCells(const Feeder& feeder) : feeder_(feeder) {}

  Result<bool> add(const PromptRow& row, RowBlock& into) const {
    into.add_row(row.line);
    for (const auto& column : feeder_.columns)
      if (const auto added = add_cell(row, column.name, into); added.has_error()) return added.error();
    return true;
  }

 private:
  Result<> add_cell(const PromptRow& row, const std::string& column, RowBlock& into) const {
    if (column == "prompt") {
      into.add_cell(row.turns.front(), CellType::text);
    } else if (column == "messages") {
      into.add_cell(to_text(row.messages), CellType::json);
    } else if (column == "turns") {
      into.add_cell(to_text(PromptJson(row.turns)), CellType::json);
    } else if (column == "input_tokens") {
      if (!row.input_trouble.empty()) return wrong_prompt(feeder_, row.line, row.input_trouble);
      const auto words = row.input_tokens ? *row.input_tokens : words_of_messages(row.messages);
      into.add_cell(fmt::format("{}", words), CellType::number);
    } else if (column == "output_tokens") {
      if (!row.output_trouble.empty()) return wrong_prompt(feeder_, row.line, row.output_trouble);
      if (!row.output_tokens)
        return wrong_prompt(feeder_, row.line,
                            "says no output_tokens and has no answer to count: write a number in the request instead");
      into.add_cell(fmt::format("{}", *row.output_tokens), CellType::number);
    } else {
      const double seconds = to_seconds(row.instant.value_or(Nanos(0)));
      into.add_cell(fmt::format("{:.9f}", seconds), CellType::number);
    }
    return {};
  }

  const Feeder& feeder_;
};

// What a conversation of a data set says.
class ConversationRow {
 public:
  ConversationRow(const Feeder& feeder, const PromptJson& object, std::uint64_t line)
      : feeder_(feeder), object_(object) {
    row_.line = line;
  }

  // Nothing: no user begins it.
  Result<std::optional<PromptRow>> read() {
    const auto* body = object_at(object_, "body");
    const PromptJson& from = body != nullptr && body->contains("messages") ? *body : object_;
    Result<> read = {};
    if (const auto* said = list_at(object_, {"conversations", "conversation"}))
      read = read_exchange(*said, "from", "value");
    else if (const auto* messages = list_at(from, {"messages"}))
      read = read_exchange(*messages, "role", "content");
    else if (const auto* turns = list_at(object_, {"turns"}))
      read = read_turns(*turns);
    else
      read = read_text();
    if (read.has_error()) return read.error();
    if (row_.turns.empty()) return std::optional<PromptRow>();
    row_.input_tokens = count(from, {"input_tokens", "input_length", "prompt_len"}, row_.input_trouble);
    if (const auto said =
            count(from, {"output_tokens", "max_completion_tokens", "max_tokens", "output_length", "output_len"},
                  row_.output_trouble))
      row_.output_tokens = said;
    if (!row_.output_tokens)
      if (const auto* answer = text_at(object_, {"completion", "output", "response", "answer"}))
        row_.output_tokens = std::max<std::uint64_t>(1, count_words(answer->get_ref<const std::string&>()));
    return std::optional(std::move(row_));
  }

 private:
  static const PromptJson* object_at(const PromptJson& from, const std::string& key) {
    const auto found = from.find(key);
    return found != from.end() && found->is_object() ? &*found : nullptr;
  }
  static const PromptJson* list_at(const PromptJson& from, std::initializer_list<const char*> keys) {
    for (const auto* key : keys)
      if (const auto found = from.find(key); found != from.end() && found->is_array()) return &*found;
    return nullptr;
  }
  static const PromptJson* text_at(const PromptJson& from, std::initializer_list<const char*> keys) {
    for (const auto* key : keys)
      if (const auto found = from.find(key); found != from.end() && found->is_string()) return &*found;
    return nullptr;
  }
  // `trouble`: it says what is no count. That is told where it is asked for.
  static std::optional<std::uint64_t> count(const PromptJson& from, std::initializer_list<const char*> keys,
                                            std::string& trouble) {
    for (const auto* key : keys) {
      const auto found = from.find(key);
      if (found == from.end() || found->is_null()) continue;
      if (found->is_number_unsigned()) return std::max<std::uint64_t>(1, found->get<std::uint64_t>());
      constexpr std::size_t kShown = 40;
      trouble = fmt::format("{}: {} is no number of tokens: expected a whole number from 1", key,
                            to_text(*found).substr(0, kShown));
      return std::nullopt;
    }
    return std::nullopt;
  }

  static std::string_view role_of(const std::string& name) {
    for (const std::string_view user : {"human", "user"})
      if (name == user) return "user";
    return name == "system" ? "system" : "assistant";
  }

  // The first text of the user, with what the system says before it; of OpenAI's messages all up to the last.
  Result<> read_exchange(const PromptJson& said, const char* role_key, const char* text_key) {
    const bool is_chat = std::string_view(role_key) == "role";
    PromptJson all = PromptJson::array();
    std::size_t until_user = 0;
    for (const auto& one : said) {
      const auto name = one.is_object() ? one.find(role_key) : one.end();
      const auto content = one.is_object() ? one.find(text_key) : one.end();
      if (!one.is_object() || name == one.end() || !name->is_string() || content == one.end())
        return wrong_prompt(feeder_, row_.line,
                            fmt::format(R"(expected a list of {{"{}": ..., "{}": ...}})", role_key, text_key));
      const auto role = role_of(name->get_ref<const std::string&>());
      const auto text = text_of(*content);
      if (role == "assistant") {
        if (row_.turns.empty() && !is_chat) continue;  // it answers nothing
        if (!row_.output_tokens && row_.turns.size() == 1)
          row_.output_tokens = std::max<std::uint64_t>(1, count_words(text));
      }
      all.push_back(is_chat ? one : message(role, text));
      if (role != "user") continue;
      row_.turns.push_back(text);
      if (is_chat || row_.turns.size() == 1) until_user = all.size();
    }
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(until_user), all.end());
    row_.messages = std::move(all);
    return {};
  }

  Result<> read_turns(const PromptJson& turns) {
    for (const auto& turn : turns) {
      if (!turn.is_string()) return wrong_prompt(feeder_, row_.line, "turns: expected a list of texts");
      row_.turns.push_back(turn.get<std::string>());
    }
    if (row_.turns.empty()) return wrong_prompt(feeder_, row_.line, "turns: expected at least one text");
    row_.messages.push_back(message("user", row_.turns.front()));
    return {};
  }

  Result<> read_text() {
    const auto* text = text_at(object_, {"prompt", "text_input", "input", "question", "instruction", "text"});
    if (text == nullptr)
      return wrong_prompt(feeder_, row_.line,
                          R"(has no prompt: expected "prompt", "messages", "turns", "conversations" or "input")");
    row_.turns.push_back(text->get<std::string>());
    row_.messages.push_back(message("user", row_.turns.front()));
    return {};
  }

  const Feeder& feeder_;
  const PromptJson& object_;
  PromptRow row_;
};

class ConversationRows : public RowReader {
 public:
  explicit ConversationRows(const Feeder& feeder)
      : feeder_(feeder), cells_(feeder_), objects_(feeder_.files.front(), feeder_.label) {}

  Result<bool> next(RowBlock& into) override {
    for (;;) {
      auto more = objects_.next(object_);
      if (more.has_error()) return more;
      if (!*more && passed_over_ > 0 && !has_any_)
        return invalid(
            fmt::format("{}: has no rows: no user begins any of its conversations, {} of which were passed "
                        "over",
                        feeder_.label, passed_over_));
      if (!*more) return more;
      auto row = ConversationRow(feeder_, object_, objects_.line()).read();
      if (row.has_error()) return row.error();
      has_any_ = has_any_ || row->has_value();
      if (*row) return cells_.add(**row, into);
      ++passed_over_;
    }
  }

 private:
  const Feeder feeder_;
  const PromptCells cells_;
  JsonObjects objects_;
  PromptJson object_;
  std::uint64_t passed_over_ = 0;
  bool has_any_ = false;
};

class TraceRows : public RowReader {
 public:
  TraceRows(const Feeder& feeder, std::unique_ptr<TokenTrace> trace)
      : feeder_(feeder), cells_(feeder_), seed_(seed_of(feeder)), trace_(std::move(trace)) {}

  Result<bool> next(RowBlock& into) override {
    auto traced = trace_->next();
    if (traced.has_error()) return traced.error();
    if (!*traced) return false;
    const auto& from = **traced;
    PromptRow row;
    row.line = from.line;
    row.instant = from.instant;
    row.input_tokens = from.input_tokens;
    row.output_tokens = std::max<std::uint64_t>(1, from.output_tokens);
    row.turns.push_back(text_of(from));
    row.messages.push_back(message("user", row.turns.front()));
    return cells_.add(row, into);
  }

 private:
  // Equal blocks have equal text; what is in none of them is like nothing else.
  std::string text_of(const TracedRequest& from) const {
    std::string text;
    auto left = std::max<std::uint64_t>(1, from.input_tokens);
    for (const auto block : from.blocks) {
      const auto words = std::min(left, TracedRequest::kBlockTokens);
      add_drawn_words(words, Random::stream(~seed_, block), text);
      left -= words;
    }
    add_unique_words(left, seed_, from.line, text);
    return text;
  }

  const Feeder feeder_;
  const PromptCells cells_;
  const std::uint64_t seed_;
  std::unique_ptr<TokenTrace> trace_;
};

class MadeRows : public RowReader {
 public:
  explicit MadeRows(const Feeder& feeder) : feeder_(feeder), cells_(feeder_), seed_(seed_of(feeder)) {}

  Result<bool> next(RowBlock& into) override {
    const auto& plan = feeder_.synthetic;
    if (plan.rows > 0 && number_ == plan.rows) return false;
    auto random = Random::stream(~seed_, number_);
    PromptRow row;
    row.line = ++number_;
    const auto input = plan.input.draw(random);
    row.input_tokens = input;
    row.output_tokens = plan.output.draw(random);
    const auto group = plan.groups > 1 ? random.below(plan.groups) : 0;
    const auto shared = static_cast<std::uint64_t>(static_cast<double>(input) * plan.shared_share);
    auto& first = row.turns.emplace_back();
    add_drawn_words(shared, Random::stream(seed_ + 1, group), first);
    add_unique_words(input - shared, seed_, first_text_of(number_ - 1), first);
    const auto turns = plan.turns.draw(random);
    while (row.turns.size() < turns) {
      const auto number = first_text_of(number_ - 1) + row.turns.size();
      add_unique_words(plan.input.draw(random), seed_, number, row.turns.emplace_back());
    }
    row.messages.push_back(message("user", row.turns.front()));
    return cells_.add(row, into);
  }

 private:
  // Texts are numbered over all conversations.
  std::uint64_t first_text_of(std::uint64_t row) const { return row * feeder_.synthetic.turns.high; }

  const Feeder feeder_;
  const PromptCells cells_;
  const std::uint64_t seed_;
  std::uint64_t number_ = 0;
};

}  // namespace

Result<std::unique_ptr<RowReader>> open_prompt_rows(const Feeder& feeder) {
  if (feeder.format == Feeder::Format::synthetic) return std::unique_ptr<RowReader>(new MadeRows(feeder));
  if (feeder.format == Feeder::Format::prompts) return std::unique_ptr<RowReader>(new ConversationRows(feeder));
  auto trace = TokenTrace::open(feeder.files.front(), feeder.label);
  if (trace.has_error()) return trace.error();
  return std::unique_ptr<RowReader>(new TraceRows(feeder, *std::move(trace)));
}

std::vector<std::string> prompt_columns(Feeder::Format format) {
  std::vector<std::string> columns = {"prompt", "messages", "turns", "input_tokens", "output_tokens"};
  if (format == Feeder::Format::trace) columns.emplace_back("instant");
  return columns;
}

}  // namespace plimsoll
