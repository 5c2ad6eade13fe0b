#include "scenarios/hurl/load_text.h"

#include "core/text.h"
#include "scenarios/permissions.h"
#include "scenarios/queries/value_text.h"
#include "scenarios/template_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

namespace plimsoll {
namespace {

using Source = QueryInsertion::Source;

Error no_text(const std::string& name) { return invalid(fmt::format("{{{{{}}}}} is a list or an object", name)); }

LoadText drawn(std::string name, bool is_captured) {
  LoadText text;
  text.pieces.emplace_back(LoadText::Drawn{std::move(name), is_captured});
  return text;
}

bool is_drawn_anew(const LoadText& text) {
  return std::any_of(text.pieces.begin(), text.pieces.end(), [](const LoadText::Piece& piece) {
    const auto* drawn = std::get_if<LoadText::Drawn>(&piece);
    return drawn != nullptr && !drawn->is_captured && !drawn->is_environment();
  });
}

}  // namespace

void LoadText::add(std::string text) {
  if (text.empty()) return;
  auto* last = pieces.empty() ? nullptr : std::get_if<std::string>(&pieces.back());
  if (last != nullptr)
    *last += text;
  else
    pieces.emplace_back(std::move(text));
}

std::optional<std::string> LoadText::fixed() const {
  if (pieces.empty()) return "";
  const auto* text = std::get_if<std::string>(&pieces.front());
  return text != nullptr && pieces.size() == 1 ? std::optional(*text) : std::nullopt;
}

std::string without_references(std::string_view text) {
  std::string result(text);
  replace_all(result, "${", "$${");
  return result;
}

std::string literal_text_of(std::string_view text) {
  std::string result(text);
  replace_all(result, "{{", R"({{"{{"}})");
  return without_references(result);
}

std::string LoadText::written(std::string_view filter) const {
  std::string text;
  for (const auto& piece : pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece))
      text += literal_text_of(*literal);
    else
      text += fmt::format("{{{{{}{}{}}}}}", std::get<Drawn>(piece).name, filter.empty() ? "" : " | ", filter);
  }
  return text;
}

Result<std::string> LoadVariables::variable_of_environment(const std::string& name) const {
  if (!environment_) return invalid(std::string(kNoEnvironment));
  if (auto value = environment_(name)) return *std::move(value);
  return invalid(fmt::format("the variable {} of the environment is not set", name));
}

Result<LoadVariables::Meaning> LoadVariables::meaning(const QueryInsertion& insertion) const {
  const auto& name = insertion.name;
  if (insertion.source == Source::new_uuid) return Meaning(drawn("uuid", false));
  if (insertion.source == Source::new_date) return Meaning(drawn("now", false));
  if (insertion.source == Source::environment) {
    auto value = variable_of_environment(name);
    if (value.has_error()) return value.error();
    return Meaning(HurlValue(*std::move(value)));
  }
  if (const auto found = captured_.find(name); found != captured_.end()) return Meaning(drawn(found->second, true));
  if (const auto found = texts_.find(name); found != texts_.end()) return Meaning(found->second);
  if (const auto found = given_.find(name); found != given_.end()) return Meaning(found->second);
  HurlVariables told;
  if (environment_)
    if (const auto value = environment_("HURL_VARIABLE_" + name))
      if (add_variable(name + "=" + *value, told)) return Meaning(told.begin()->second);
  if (leaves_unknown_) {
    auto wanted = name;
    for (char& c : wanted)
      if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    left_.insert(wanted);
    return Meaning(drawn("env." + wanted, false));
  }
  return invalid(fmt::format("there is no variable {0}: pass --variable {0}=VALUE, or set HURL_VARIABLE_{0}", name));
}

Result<LoadText> LoadVariables::filled(const QueryText& text) const {
  LoadText result;
  result.add(text.literals.front());
  for (std::size_t i = 0; i < text.insertions.size(); ++i) {
    auto means = meaning(text.insertions[i]);
    if (means.has_error()) return means.error();
    if (const auto* value = std::get_if<HurlValue>(&*means)) {
      auto known = value_text(value->json());
      if (!known) return no_text(text.insertions[i].name);
      result.add(*std::move(known));
    } else {
      for (auto& piece : std::get<LoadText>(*means).pieces) {
        if (auto* literal = std::get_if<std::string>(&piece))
          result.add(std::move(*literal));
        else
          result.pieces.push_back(std::move(piece));
      }
    }
    result.add(text.literals[i + 1]);
  }
  return result;
}

Result<std::string> LoadVariables::fixed(const QueryText& text) const {
  const auto all = filled(text);
  if (all.has_error()) return all.error();
  if (auto known = all->fixed()) return *std::move(known);
  return invalid(
      "what stands here is known before a load: no value of an answer, and none that is drawn; a variable is given "
      "with --variable NAME=VALUE");
}

Result<> LoadVariables::define(const std::string& name, const QueryOperand& value) {
  captured_.erase(name);
  texts_.erase(name);
  if (const auto* constant = std::get_if<std::shared_ptr<const nlohmann::json>>(&value)) {
    given_.insert_or_assign(name, HurlValue(**constant));
    return {};
  }
  const auto* text = std::get_if<QueryText>(&value);
  if (text == nullptr) return invalid("a variable is a text, a number, true, false or null");
  auto all = filled(*text);
  if (all.has_error()) return all.error();
  if (is_drawn_anew(*all))
    return invalid(
        "a load draws {{newUuid}} and {{newDate}} anew wherever they stand, and keeps none: write it where it is sent, "
        "and capture it from the answer");
  if (auto known = all->fixed())
    given_.insert_or_assign(name, HurlValue(*std::move(known)));
  else
    texts_.insert_or_assign(name, *std::move(all));
  return {};
}

std::string LoadVariables::capture(const std::string& name) {
  if (const auto found = captured_.find(name); found != captured_.end()) return found->second;
  texts_.erase(name);
  auto shown = name;
  for (char& c : shown)
    if (!is_template_name(std::string("a") + c)) c = '_';
  const auto is_used = [&](const std::string& wanted) {
    return std::any_of(captured_.begin(), captured_.end(), [&](const auto& known) { return known.second == wanted; });
  };
  while (!is_template_name(shown) || is_taken_name(shown) || is_used(shown)) shown.insert(0, "_");
  captured_.emplace(name, shown);
  return shown;
}

}  // namespace plimsoll
