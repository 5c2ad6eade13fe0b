#include "scenarios/tables/case_table.h"

#include "core/text.h"
#include "scenarios/tables/body_types.h"
#include "scenarios/tables/expect_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostCaseRepeats = 100'000;

std::vector<std::string_view> mutation_words() {
  std::vector<std::string_view> words;
  words.reserve(kMutationKinds.size());
  for (const auto& [word, kind] : kMutationKinds) words.push_back(word);
  return words;
}

ValueType<std::vector<MutationKind>> mutate_type() {
  const auto words = mutation_words();
  return {fmt::format("`all`, or a list of `{}`", fmt::join(words, "`, `")),
          fmt::format(R"({{"oneOf": [{{"const": "all"}}, {{"type": "array", "items": {{"enum": ["{}", null]}}}}]}})",
                      fmt::join(words, R"(", ")")),
          [one = word_type(words), words](const Value& value) -> std::optional<std::vector<MutationKind>> {
            std::vector<MutationKind> kinds;
            const auto add = [&](std::string_view word) {
              for (const auto& [name, kind] : kMutationKinds)
                if (name == word && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) kinds.push_back(kind);
            };
            if (value.is_word("all")) {
              for (const auto& [name, kind] : kMutationKinds) add(name);
              return kinds;
            }
            if (!value.is_list()) {
              value.expected(fmt::format("all, or a list of {}", fmt::join(words, ", ")));
              return std::nullopt;
            }
            for (const auto& item : value.items()) {
              if (item.node().kind == YamlNode::Kind::null)  // the word null is a value of its own in YAML
                add("null");
              else if (const auto word = one.read(item))
                add(*word);
            }
            return kinds;
          }};
}

Field<CaseDraft> case_body_field(FieldWords words, const ValueType<BodySet>& type) {
  const auto key = words.name;
  return field_with<CaseDraft>(std::move(words), type, [key](const Value& value, CaseDraft& draft, BodySet body) {
    if (draft.body || draft.has_no_body)
      return value.refuse(fmt::format("a case has one body: `{}` gives it already", draft.body_key));
    if (body.payloads.size() > 1) return value.refuse("a case has one body: write a case for each");
    draft.body = std::move(body);
    draft.body_key = key;
  });
}

void set_case_method(const Value&, CaseDraft& draft, std::string_view word) {
  for (const auto method : {Method::get, Method::post, Method::put, Method::patch, Method::del, Method::head})
    if (lower_case(to_string(method)) == word) draft.method = method;
}

void set_no_body(const Value& value, CaseDraft& draft, bool wanted) {
  if (!wanted) return value.expected("true (leave `no_body` out for the body of the good request)");
  if (draft.body) return value.refuse(fmt::format("a case has one body: `{}` gives it already", draft.body_key));
  draft.has_no_body = true;
  draft.body_key = "no_body";
}

ValueType<std::vector<CaseDraft>> case_list_type() {
  return {"list of [case](#case)", R"({"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/case"}})",
          [](const Value& value) -> std::optional<std::vector<CaseDraft>> {
            if (!value.is_list()) {
              value.expected("a list, each entry with a dash like: - {json: {}, expect: 400}");
              return std::nullopt;
            }
            if (value.items().empty()) {
              value.refuse("has no case: write one, or mutate: all");
              return std::nullopt;
            }
            std::vector<CaseDraft> list;
            for (const auto& item : value.items()) {
              CaseDraft draft;
              read_object(item, case_table(), draft);
              list.push_back(std::move(draft));
            }
            return list;
          }};
}

}  // namespace

const ObjectTable<CaseDraft>& case_table() {
  using Draft = CaseDraft;
  static const ObjectTable<Draft> kTable = {
      "case",
      "A bad request. What it does not give is as in the good one that it goes with.",
      {
          field({"name", "what is given", "what it is called"}, &Draft::name, text_type()),
          case_body_field({"json", "", "a JSON body"}, json_body_type()),
          case_body_field({"text", "", "a body of text, which need not be JSON; with the content type of the good one"},
                          text_body_type()),
          case_body_field({"file", "", "a file as it is"}, file_body_type()),
          case_body_field({"base64", "", "a body of any bytes, as base64"}, base64_body_type()),
          field_with<Draft>({"no_body", "", "`true`: it has none"}, boolean_type(), set_no_body),
          field({"content_type", "the good one's", "the content type of the body"}, &Draft::content_type, text_type()),
          field_with<Draft>({"method", "the good one's", "its method"},
                            word_type({"get", "post", "put", "patch", "delete", "head"}), set_case_method),
          field({"path", "the good one's", "another path of the target"}, &Draft::path, text_type()),
          field({"query", "the good one's", "instead of the good one's, with `path` or without"}, &Draft::query,
                pairs_type()),
          field({"headers", "", "added to the good one's; one of the same name wins"}, &Draft::headers,
                headers_type("mapping of names to text")),
          field({"without", "", "headers that it is sent without"}, &Draft::without, list_type(text_type())),
          field({"expect", "that of `cases`", "the status that it has to be answered"}, &Draft::expect,
                status_check_type()),
      },
      {{"status", "is called `expect`"}, {"body", "is called by its kind here: json, text, file or base64"}}};
  return kTable;
}

const ObjectTable<CasesDraft>& cases_table() {
  using Draft = CasesDraft;
  static const ObjectTable<Draft> kTable = {
      "cases",
      "Bad requests that go with a good one, sent by `plimsoll check --smoke` and as a share of a load. They are in "
      "none "
      "of the figures of the good ones; what is not answered as expected, not in time or not at all is a failed case.",
      {
          field({"requests", "", "those that are written out"}, &Draft::list, case_list_type()),
          field({"mutate", "", "those that are derived of the good request, each wrong in one way at one place"},
                &Draft::mutate, mutate_type()),
          field({"expect", "4xx; of derived ones but `schema` any status below 500",
                 "the status that they have to be answered"},
                &Draft::expect, status_check_type()),
          field({"share", "0%", "of the attempts of this request in a load"}, &Draft::share, share_type()),
          field({"timeout", "the request's, at most 10s", "without an answer by then it hangs"}, &Draft::timeout,
                duration_type()),
          field({"repeat", "50",
                 "how often `check --smoke` sends each again, to see whether the memory of the target grows with it; "
                 "0: not at all"},
                &Draft::repeats, count_type(0, kMostCaseRepeats)),
      },
      {{"status", "is called `expect`"},
       {"list", "is called `requests`"},
       {"schema", "is the body_schema of the request: mutate: [schema] derives what it does not allow"}}};
  return kTable;
}

ValueType<CasesDraft> cases_type() {
  const auto list = case_list_type();
  return {"[cases](#cases), or its list of [case](#case)",
          R"({"oneOf": [{"$ref": "#/$defs/cases"}, )" + list.schema + "]}",
          [list](const Value& value) -> std::optional<CasesDraft> {
            CasesDraft draft;
            if (value.is_list()) {
              auto cases = list.read(value);
              if (!cases) return std::nullopt;
              draft.list = *std::move(cases);
              return draft;
            }
            read_object(value, cases_table(), draft);
            if (value.is_map() && draft.list.empty() && draft.mutate.empty() &&
                value.node().find("requests") == nullptr && value.node().find("mutate") == nullptr)
              value.refuse("needs `requests`, or `mutate: all` for those that are derived");
            return draft;
          }};
}

}  // namespace plimsoll
