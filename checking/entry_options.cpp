#include "checking/entry_options.h"

#include "engine/queries/text_filling.h"

#include <memory>
#include <utility>

namespace plimsoll {
namespace {

struct DefinedValue {
  const QueryVariables& variables;

  Result<QueryValue> operator()(const std::shared_ptr<const nlohmann::json>& value) const { return QueryValue(*value); }
  Result<QueryValue> operator()(const QueryText& text) const {
    auto value = filled(text, &variables);
    if (value.has_error()) return value.error();
    return QueryValue(nlohmann::json(*std::move(value)));
  }
  template <class Other>
  Result<QueryValue> operator()(const Other&) const {
    return invalid("a variable is a text, a number, true, false or null");
  }
};

Result<> apply(const HurlOption& option, QueryVariables& variables, EntryOptions& into) {
  if (option.definition) {
    auto value = std::visit(DefinedValue{variables}, *option.definition);
    if (value.has_error()) return value.error();
    variables.values.insert_or_assign(option.value.fixed(), std::move(*value));
    return {};
  }
  const auto value = filled(option.value, &variables);
  if (value.has_error()) return value.error();
  return set_option(option.name, *value, into);
}

}  // namespace

std::optional<OptionFault> apply_options(const std::vector<HurlOption>& options, QueryVariables& variables,
                                         EntryOptions& into) {
  for (const auto& option : options)
    if (const auto applied = apply(option, variables, into); applied.has_error())
      return OptionFault{option.place, applied.error().message};
  return std::nullopt;
}

}  // namespace plimsoll
