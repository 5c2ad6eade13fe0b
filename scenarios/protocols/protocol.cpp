#include "scenarios/protocols/protocol.h"

#include "core/text.h"
#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

std::string encoded(std::string_view text) {
  std::string into;
  append_encoded(text, Encoding::query, into);
  return into;
}

}  // namespace

std::string filled_path(std::string_view path, const ProtocolOptions& options) {
  std::string filled(path);
  const auto version = encoded(options.version);
  replace_all(filled, "{/versions/version}", version.empty() ? "" : "/versions/" + version);
  replace_all(filled, "{/version}", version.empty() ? "" : "/" + version);
  replace_all(filled, "{model}", encoded(options.model));
  return filled;
}

bool is_without(const Protocol& protocol, std::string_view key) {
  return std::find(protocol.without.begin(), protocol.without.end(), key) != protocol.without.end();
}

std::string_view format_of(const ProtocolOptions& options) {
  if (!options.format.empty()) return options.format;
  return options.protocol->formats.empty() ? std::string_view() : options.protocol->formats.front();
}

bool waits_for_service(const PredictPlan& plan) {
  const auto& protocol = *plan.options.protocol;
  if (protocol.metadata.empty()) return false;
  if (plan.input.kind == PredictInput::Kind::random) return true;
  return protocol.is_typed_by_service != nullptr && protocol.is_typed_by_service(plan);
}

bool is_made_later(const PredictPlan& plan) {
  if (plan.input.kind == PredictInput::Kind::random) return true;
  return !plan.options.metadata && waits_for_service(plan);
}

Result<PredictBodies> bodies_of(const PredictPlan& plan, const ModelMetadata* told, std::uint64_t seed) {
  const auto& options = plan.options;
  const auto& protocol = *options.protocol;
  const auto* metadata = options.metadata ? &*options.metadata : told;
  if (plan.input.kind != PredictInput::Kind::random) return protocol.bodies(plan, metadata, seed);
  if (metadata == nullptr && protocol.metadata.empty())
    return invalid(
        fmt::format("random: {} tells nothing of a model's inputs: {}", protocol.title, protocol.no_metadata));
  if (metadata == nullptr) return invalid("random: nothing is known of the model's inputs yet");
  if (metadata->inputs.empty())
    return invalid(fmt::format(
        "random: the metadata of model {} tells no inputs: write `rows`, `input` or `tensors` instead", options.model));
  return protocol.bodies(plan, metadata, seed);
}

}  // namespace plimsoll
