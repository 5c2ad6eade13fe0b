#include "scenarios/hurl/json_writing.h"

#include "core/json/json.h"
#include "core/text.h"
#include "scenarios/queries/value_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class JsonWriter {
 public:
  JsonWriter(const HurlJson& json, const LoadVariables& variables, JsonUse use)
      : json_(json), variables_(variables), use_(use) {}

  Result<WrittenJson> write() {
    add_literal(json_.text.literals.front());
    for (std::size_t i = 0; i < json_.text.insertions.size(); ++i) {
      const auto means = variables_.meaning(json_.text.insertions[i]);
      if (means.has_error()) return means.error();
      const auto done = json_.within_string[i] ? add_within(*means, i) : add_value(*means, i);
      if (done.has_error()) return done.error();
      add_literal(json_.text.literals[i + 1]);
    }
    return std::move(out_);
  }

 private:
  // {{ can stand in strings of JSON alone.
  void add_literal(std::string text) {
    if (use_ == JsonUse::sent) replace_all(text, "{{", R"({{\"{{\"}})");
    out_.text += text;
  }

  const std::string& name_of(std::size_t i) const { return json_.text.insertions[i].name; }

  Result<> add_value(const LoadVariables::Meaning& means, std::size_t i) {
    if (const auto* text = std::get_if<LoadText>(&means)) {
      const auto* only = std::get_if<LoadText::Drawn>(&text->pieces.front());
      if (only != nullptr && only->is_environment())
        return invalid(
            fmt::format("{{{{{0}}}}} is not known, and so is its type: pass --variable {0}=VALUE", name_of(i)));
      out_.text += '"';
      add_drawn(*text, false);
      out_.text += '"';
      return {};
    }
    const auto value = std::get<HurlValue>(means).json();
    auto text = value_text(value);
    if (value.is_string() && text) {
      const auto parsed = parse_json(*text);
      if (!parsed.is_number() && !parsed.is_boolean() && !parsed.is_null())
        return invalid(fmt::format("{{{{{}}}}} is a text, which is no JSON: put it in quotes", name_of(i)));
    }
    out_.text += text ? *text : to_text(value);
    return {};
  }

  Result<> add_within(const LoadVariables::Meaning& means, std::size_t i) {
    if (const auto* text = std::get_if<LoadText>(&means)) {
      if (is_of_key(i))
        return invalid(fmt::format("{{{{{}}}}} in a name of JSON: names are known before a load", name_of(i)));
      add_drawn(*text, true);
      return {};
    }
    const auto text = value_text(std::get<HurlValue>(means).json());
    if (!text) return invalid(fmt::format("{{{{{}}}}} is a list or an object, which is no text", name_of(i)));
    add_literal(within_json_quotes(*text));
    return {};
  }

  // Alone in its quotes it would become a number where it is one: with nothing beside it, it stays text.
  void add_drawn(const LoadText& text, bool within_string) {
    out_.varies = true;
    if (within_string) out_.text += R"({{\"\"}})";
    for (const auto& piece : text.pieces) {
      if (const auto* literal = std::get_if<std::string>(&piece))
        add_literal(within_json_quotes(*literal));
      else
        out_.text += "{{" + std::get<LoadText::Drawn>(piece).name + "}}";
    }
  }

  // The string ends, and a colon comes.
  bool is_of_key(std::size_t i) const {
    for (std::size_t k = i + 1; k < json_.text.literals.size(); ++k) {
      const std::string_view text = json_.text.literals[k];
      for (std::size_t at = 0; at < text.size(); at += text[at] == '\\' ? 2 : 1) {
        if (text[at] != '"') continue;
        const auto next = text.find_first_not_of(" \t\r\n", at + 1);
        return next != std::string_view::npos && text[next] == ':';
      }
    }
    return false;
  }

  const HurlJson& json_;
  const LoadVariables& variables_;
  JsonUse use_;
  WrittenJson out_;
};

}  // namespace

std::string within_json_quotes(std::string_view text) {
  auto quoted = to_text(nlohmann::json(std::string(text)));
  return quoted.substr(1, quoted.size() - 2);
}

Result<WrittenJson> written_json(const HurlJson& json, const LoadVariables& variables, JsonUse use) {
  return JsonWriter(json, variables, use).write();
}

}  // namespace plimsoll
