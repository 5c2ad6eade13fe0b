#include "scenarios/quality/row_assembly.h"

#include "core/json/json.h"
#include "scenarios/batches/batch_template.h"
#include "scenarios/flow.h"
#include "scenarios/quality/line_numbers.h"
#include "scenarios/templates/template_parsing.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

class RowAssembly {
 public:
  RowAssembly(RequestTemplate& request, TemplateNames& names, VaryingParts& parts, const RefuseRow& refuse)
      : request_(request), names_(names), parts_(parts), refuse_(refuse) {}

  RowRules rules(const RowDraft& draft) {
    rows_ = draft.rows;
    std::erase_if(request_.checks, [this](const Check& check) { return take(check); });
    if (request_.flow && request_.flow->until) refuse_lines(request_.flow->until->answer, "until");
    if (request_.flow && request_.flow->when) refuse_lines(request_.flow->when->answer, "when");
    if (draft.quality) add_quality(*draft.quality);
    return std::move(rules_);
  }

 private:
  // Whether it depends on the row.
  bool take(const Check& check) {
    if (const auto* whole = std::get_if<JsonEqualsCheck>(&check); whole != nullptr && whole->lines) {
      if (fits(whole->lines, "expect.body_like.lines"))
        rules_.like = RowLikeness{whole->lines, whole->rules, whole->label};
      return true;
    }
    const auto* place = std::get_if<JsonPathCheck>(&check);
    const auto* equals = place == nullptr ? nullptr : std::get_if<JsonPathCheck::Equals>(&place->expectation);
    if (equals == nullptr) return false;
    const auto key = fmt::format("expect.json[\"{}\"]", place->path);
    if (equals->lines) {
      if (!fits(equals->lines, key + ".lines")) return true;
      auto& row = add_check(place->path, equals->within, "its line");
      row.value.lines = equals->lines;
      return true;
    }
    const auto text = to_text(*equals->value);
    if (!has_template(text)) return false;
    const auto label = equals->value->is_string() ? equals->value->get<std::string>() : text;
    if (const auto at = add(text, key)) {
      auto& row = add_check(place->path, equals->within, label);
      row.value.text = at;
      row.is_list_of_rows = rows_ > 0;
    }
    return true;
  }

  RowCheck& add_check(const std::string& path, double within, std::string label) {
    auto& check = rules_.checks.emplace_back();
    check.path = path;
    check.within = within;
    check.label = std::move(label);
    return check;
  }

  // They are no judgement on the answer to a row.
  void refuse_lines(const std::vector<Check>& checks, const std::string& key) const {
    for (const auto& check : checks) {
      const auto* whole = std::get_if<JsonEqualsCheck>(&check);
      if (whole != nullptr && whole->lines) refuse_(key + ".body_like.lines", "belongs to `expect`");
      const auto* place = std::get_if<JsonPathCheck>(&check);
      const auto* equals = place == nullptr ? nullptr : std::get_if<JsonPathCheck::Equals>(&place->expectation);
      if (equals != nullptr && equals->lines)
        refuse_(fmt::format("{}.json[\"{}\"].lines", key, place->path), "belongs to `expect`");
    }
  }

  std::optional<std::size_t> add(const std::string& json, const std::string& key) {
    auto text = rows_ > 0 ? parse_batch_value(json, rows_, names_) : parse_json_template(json, names_);
    if (text.has_error()) {
      refuse_(key, text.error().message);
      return std::nullopt;
    }
    parts_.expected.push_back(*std::move(text));
    return parts_.expected.size() - 1;
  }

  // Of rows their number is known later (line_findings).
  bool fits(const JsonLines& lines, const std::string& key) {
    const auto numbers = line_numbers_of(request_, parts_);
    if (numbers.by == LineNumbers::By::unclear) {
      refuse_(key, rows_ > 0 ? "a body of several rows has no line of its own: name a column, like \"{{row.label}}\""
                             : "rows of several feeders make a request: which of them the lines are of cannot be told");
      return false;
    }
    if (numbers.by == LineNumbers::By::rows) {
      rules_.feeder_of_lines = numbers.feeder;
      return true;
    }
    const auto bodies = request_.bodies.payloads.size();
    if (lines->size() == bodies) return true;
    refuse_(key, bodies == 0 ? "is one value for each row or body, and the request has neither"
                             : fmt::format("has {} values for {} {}: expected one for each, in their order",
                                           lines->size(), bodies, bodies == 1 ? "body" : "bodies"));
    return false;
  }

  void add_quality(const QualityDraft& draft) {
    auto rules = draft.rules;
    if (draft.label.has_value() == (rules.label.lines != nullptr))
      return refuse_("quality", draft.label ? "has both `label` and `labels`: remove one of them"
                                            : "needs `label`, like \"{{row.species}}\": what is right for each row");
    if (rules.label.lines && !fits(rules.label.lines, "quality.labels")) return;
    if (draft.label) {
      if (!has_template(*draft.label))
        return refuse_("quality.label", fmt::format("is the same for every row: name a column of data, like "
                                                    "\"{{{{row.{}}}}}\"",
                                                    *draft.label));
      rules.label.text = add(to_text(nlohmann::json(*draft.label)), "quality.label");
      if (!rules.label.text) return;
    }
    if (rules.prediction.empty() && rules.probability.empty())
      return refuse_("quality", "needs `prediction`, like $.prediction, or `probability`: where the answer has it");
    if (rules.are_values && rules.prediction.empty())
      return refuse_("quality", "of numbers needs `prediction`: where the answer has them");
    if (request_.flow && request_.flow->until)
      return refuse_("quality",
                     "of a request that is sent again `until` something is there counts rows many times: "
                     "ask for the result in a step of its own");
    if (request_.stream) return refuse_("quality", "a stream has no rows that could be right: remove this");
    rules_.quality = std::move(rules);
  }

  RequestTemplate& request_;
  TemplateNames& names_;
  VaryingParts& parts_;
  const RefuseRow& refuse_;
  RowRules rules_;
  std::uint32_t rows_ = 0;
};

}  // namespace

void compile_row_rules(const RowDraft& draft, RequestTemplate& request, TemplateNames& names, VaryingParts& parts,
                       const RefuseRow& refuse) {
  auto rules = RowAssembly(request, names, parts, refuse).rules(draft);
  if (!rules.checks.empty() || rules.quality || rules.like)
    request.by_row = std::make_shared<const RowRules>(std::move(rules));
}

}  // namespace plimsoll
