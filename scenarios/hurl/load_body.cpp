#include "scenarios/hurl/load_body.h"

#include "core/text.h"
#include "core/utf8.h"
#include "scenarios/bodies/content_type.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/document/yaml_writing.h"
#include "scenarios/hurl/json_writing.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

using Kind = HurlBody::Kind;

class BodyWriter {
 public:
  BodyWriter(const HurlRequest& request, LoadContext& context) : request_(request), context_(context) {}

  ScenarioLines write() {
    if (!request_.form.empty())
      add_form();
    else if (!request_.multipart.empty())
      add_multipart();
    else if (request_.body)
      add_body(*request_.body);
    return std::move(lines_);
  }

 private:
  std::string fixed(const HurlText& text) { return context_.take(context_.variables.fixed(text.text), text.place); }

  void add_type(std::string_view type, TextPlace place) {
    lines_.add(fmt::format("content_type: {}", yaml_scalar(type, false)), place);
  }

  // As the scenario is to read it: ${ and {{ are escaped where they mean nothing.
  void add_text(std::string_view text, std::string_view type, TextPlace place) {
    if (text.starts_with('@') || valid_utf8(text) != text)
      return context_.refuse(place, "a captured value in a text that begins with @, or is no UTF-8");
    lines_.add_text("text", text, place);
    add_type(type, place);
  }

  void add_fixed(const std::string& content, std::string_view type, TextPlace place) {
    const bool is_text = valid_utf8(content) == content && content.find('\0') == std::string::npos;
    if (is_text && !content.starts_with('@')) return add_text(literal_text_of(content), type, place);
    lines_.add(fmt::format("base64: {}", yaml_scalar(to_base64(content), false)), place);
    add_type(type, place);
  }

  void add_body(const HurlBody& body) {
    if (body.kind == Kind::bytes) return add_fixed(body.octets, "", body.place);
    if (body.kind == Kind::file) return add_file(body);
    if (body.kind == Kind::graphql) return add_graphql(body);
    const bool is_json = body.kind == Kind::json && body.within_string.size() == body.text.insertions.size();
    if (is_json) return add_json({body.text, body.within_string}, body.place);
    const auto type = body.kind == Kind::json ? "application/json" : body.kind == Kind::xml ? "application/xml" : "";
    const auto text = context_.take(context_.variables.filled(body.text), body.place);
    if (const auto content = text.fixed()) return add_fixed(*content, type, body.place);
    add_text(text.written(), type, body.place);
  }

  void add_file(const HurlBody& body) {
    const auto name = context_.take(context_.variables.fixed(body.text), body.place);
    if (name.empty()) return;
    context_.take(attached_path(context_.folder, name), body.place);
    lines_.add(fmt::format("file: {}", yaml_quoted("@" + without_references(context_.file_prefix + name))), body.place);
    add_type("", body.place);
  }

  // Lists and objects are JSON to a scenario as well, and may hold captured values; others are text.
  void add_json(const HurlJson& json, TextPlace place) {
    const auto written = context_.take(written_json(json, context_.variables, JsonUse::sent), place);
    const bool is_structure = written.text.starts_with('{') || written.text.starts_with('[');
    const bool means_a_file = written.text.find("$base64") != std::string::npos;
    if (is_structure && !means_a_file) return lines_.add_text("json", without_references(written.text), place);
    if (written.varies)
      return context_.refuse(place, "a captured value here: the JSON of a load is a list or an object around it");
    const auto plain = context_.take(written_json(json, context_.variables, JsonUse::expected), place);
    add_fixed(plain.text, "application/json", place);
  }

  void add_graphql(const HurlBody& body) {
    const auto query = context_.variables.filled(body.text);
    if (query.has_error()) return context_.refuse(body.place, query.error().message);
    const auto variables = body.variables ? written_json({*body.variables, body.variables_within_string},
                                                         context_.variables, JsonUse::sent)
                                          : Result<WrittenJson>(WrittenJson{});
    const auto given = context_.take(variables, body.place);
    std::string text = R"({"query":")";
    for (const auto& piece : query->pieces) {
      if (const auto* literal = std::get_if<std::string>(&piece)) {
        auto escaped = within_json_quotes(*literal);
        replace_all(escaped, "{{", R"({{\"{{\"}})");
        text += escaped;
      } else {
        text += "{{" + std::get<LoadText::Drawn>(piece).name + "}}";
      }
    }
    text += '"';
    if (body.variables) text += ",\"variables\":" + given.text;
    lines_.add_text("json", without_references(text + "}"), body.place);
  }

  // Browsers write a blank as +, Hurl as %20: where there is none, it is a form to both.
  void add_form() {
    const auto place = request_.form.front().key.place;
    std::string text;
    for (const auto& pair : request_.form) {
      const auto name = context_.take(context_.variables.filled(pair.key.text), pair.key.place);
      const auto value = context_.take(context_.variables.filled(pair.value.text), pair.value.place);
      if (!text.empty()) text += '&';
      text += name.written() + '=';
      append_pair_part(value, text);
    }
    add_text(text, "application/x-www-form-urlencoded", place);
  }

  static void append_pair_part(const LoadText& text, std::string& into) {
    for (const auto& piece : text.pieces) {
      if (const auto* literal = std::get_if<std::string>(&piece))
        append_encoded(*literal, Encoding::query, into);
      else
        into += "{{" + std::get<LoadText::Drawn>(piece).name + " | url}}";
    }
  }

  // Several parts of a name are a list below it.
  void add_multipart() {
    ScenarioLines parts;
    std::vector<std::string> names;
    for (const auto& part : request_.multipart) {
      const auto name = fixed(part.key);
      if (std::find(names.begin(), names.end(), name) != names.end())
        context_.refuse(part.key.place, fmt::format("a second part \"{}\": a load sends one part of a name", name));
      names.push_back(name);
      parts.add(fmt::format("{}: {}", yaml_key(without_references(name)), part_text(part)), part.key.place);
    }
    lines_.add_below("multipart", parts, request_.multipart.front().key.place);
  }

  std::string part_text(const HurlPart& part) {
    const auto value = fixed(part.value);
    if (!part.is_file) {
      if (value.starts_with('@') || value.find("{{") != std::string::npos)
        context_.refuse(part.value.place, "a part that begins with @, or holds {{: put it into a file, file,NAME;");
      return yaml_scalar(without_references(value), true);
    }
    if (!value.empty()) context_.take(attached_path(context_.folder, value), part.value.place);
    const auto type = part.content_type ? fixed(*part.content_type) : std::string();
    return fmt::format("{{file: {}{}}}", yaml_quoted(without_references(context_.file_prefix + value)),
                       type.empty() ? "" : ", type: " + yaml_scalar(without_references(type), true));
  }

  const HurlRequest& request_;
  LoadContext& context_;
  ScenarioLines lines_;
};

}  // namespace

ScenarioLines body_lines(const HurlRequest& request, LoadContext& context) {
  return BodyWriter(request, context).write();
}

}  // namespace plimsoll
