#include "exports/export_variables.h"

#include "core/http/header_names.h"
#include "scenarios/queries/octet_literals.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <random>

namespace plimsoll {
namespace {

constexpr char kMarkerEnd = 'e';
constexpr std::string_view kAddress = "http://";

// "x-api-key" is X_API_KEY.
std::string variable_name(std::string_view header) {
  std::string name;
  for (const char c : header) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 ? static_cast<char>(std::toupper(byte)) : '_';
  }
  return name;
}

}  // namespace

// Lower case, digits and letters alone: a host, a path, a header and JSON hold it as it is.
ExportVariables::ExportVariables() {
  std::random_device device;
  prefix_ = fmt::format("plimsollvariable{:08x}{:08x}n", device(), device());
}

std::string ExportVariables::marker_of(std::string_view name) { return marker(name, false); }
std::string ExportVariables::marker_of_captured(std::string_view name) { return marker(name, true); }

std::string ExportVariables::marker(std::string_view name, bool is_captured) {
  std::size_t index = 0;
  while (index < names_.size() && (names_[index] != name || captured_[index] != is_captured)) ++index;
  if (index == names_.size()) {
    names_.emplace_back(name);
    addresses_.push_back(false);
    captured_.push_back(is_captured);
  }
  return fmt::format("{}{}{}", prefix_, index, kMarkerEnd);
}

void ExportVariables::take_for_address(std::string_view name) {
  marker_of(name);
  addresses_[static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin())] = true;
}

std::vector<ExportVariables::Piece> ExportVariables::pieces_of(std::string_view text) const {
  std::vector<Piece> pieces(1);
  for (;;) {
    const auto at = text.find(prefix_);
    pieces.back().text += text.substr(0, at);
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + prefix_.size());
    std::size_t index = names_.size();
    const auto end = std::from_chars(text.data(), text.data() + text.size(), index).ptr;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (index >= names_.size() || !text.starts_with(kMarkerEnd)) continue;
    text.remove_prefix(1);
    auto& before = pieces.back().text;
    if (addresses_[index] && before.ends_with(kAddress)) before.resize(before.size() - kAddress.size());
    if (before.empty()) pieces.pop_back();
    pieces.push_back({names_[index], true, captured_[index]});
    pieces.emplace_back();
  }
  if (pieces.back().text.empty() && pieces.size() > 1) pieces.pop_back();
  return pieces;
}

std::string ExportVariables::shown(std::string_view text) const {
  std::string result;
  for (const auto& piece : pieces_of(text))
    result += piece.is_captured ? "{{" + piece.text + "}}" : (piece.is_variable ? "$" : "") + piece.text;
  return result;
}

std::optional<std::string> ExportVariables::user_in(const Header& header) const {
  constexpr std::string_view kBasic = "Basic ";
  if (!same_header(header.name, "authorization") || !header.value.starts_with(kBasic)) return std::nullopt;
  auto user = from_base64(std::string_view(header.value).substr(kBasic.size()));
  return user && is_in(*user) ? user : std::nullopt;
}

void ExportVariables::hide_secrets(Scenario& scenario) {
  const auto hide = [&](std::vector<Header>& headers) {
    for (auto& header : headers) {
      if (!is_secret_header(header.name, scenario.secret_headers) || header.value.empty() || is_in(header.value) ||
          has_template(header.value) || user_in(header))
        continue;
      // "Bearer abc" keeps its scheme.
      const auto blank = header.value.find(' ');
      const bool has_scheme = same_header(header.name, "authorization") && blank != std::string::npos;
      header.value = (has_scheme ? header.value.substr(0, blank + 1) : "") + marker_of(variable_name(header.name));
    }
  };
  hide(scenario.headers);
  for (auto& task : scenario.tasks)
    for (auto& step : task.steps) hide(step.headers);
  for (auto* once : {&scenario.login, &scenario.before_all, &scenario.after_all})
    if (*once)
      for (auto& step : (*once)->steps) hide(step.headers);
}

}  // namespace plimsoll
