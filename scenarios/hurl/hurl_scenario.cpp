#include "scenarios/hurl/hurl_scenario.h"

#include "core/http/header_names.h"
#include "core/text.h"
#include "scenarios/bodies/secret_forms.h"
#include "scenarios/document/yaml_writing.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/hurl/json_writing.h"
#include "scenarios/hurl/load_context.h"
#include "scenarios/hurl/load_step.h"
#include "scenarios/hurl/scenario_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

std::string milliseconds_of(Nanos time) {
  return fmt::format("{}ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
}

std::string resolve_of(const ResolveOverride& one) {
  return fmt::format("{}: {}", yaml_quoted(fmt::format("{}:{}", one.host, one.port)),
                     one.addresses.empty() ? "" : yaml_scalar(one.addresses.front(), true));
}

class FileWriter {
 public:
  FileWriter(const HurlFile& file, const HurlLoadInput& input)
      : file_(file),
        input_(input),
        context_{LoadVariables(input.variables, input.environment, input.leaves_unknown), input.folder,
                 input.may_read_files, input.file_prefix} {}

  HurlScenario write() {
    note_secrets();
    for (const auto& entry : file_.entries)
      if (auto step = load_step(entry, context_)) steps_.push_back(*std::move(step));
    if (steps_.empty() && context_.faults.empty())
      context_.refuse(file_.entries.front().request.place, "every entry is skipped: nothing is left to send");
    if (context_.faults.empty()) check_whole();
    HurlScenario scenario;
    for (const auto& fault : context_.faults) scenario.findings.push_back(finding_of(fault, input_.file_name));
    if (!scenario.findings.empty()) return scenario;
    write_head();
    write_task();
    for (const auto& line : lines_.all()) {
      scenario.text += line.text + "\n";
      scenario.places.push_back(line.place);
    }
    scenario.secrets = std::move(secrets_);
    scenario.left.assign(context_.variables.left().begin(), context_.variables.left().end());
    return scenario;
  }

 private:
  void note_secrets() {
    for (const auto& [name, value] : input_.variables) {
      const auto known = value.json();
      if (known.is_string()) add_secret_variable(name, known.get<std::string>(), secrets_);
    }
  }

  const LoadStep& first() const { return steps_.front(); }

  static bool says_connect_timeout(const LoadStep& step) {
    return step.options.connect_timeout != EntryOptions().connect_timeout;
  }

  // Of the first that says one: it is that of all.
  std::optional<Nanos> connect_timeout() const {
    const auto found = std::find_if(steps_.begin(), steps_.end(), says_connect_timeout);
    return found == steps_.end() ? std::nullopt : std::optional(found->options.connect_timeout);
  }

  // What a scenario says once.
  void check_whole() {
    for (const auto& step : steps_) {
      const auto& options = step.options;
      if (step.origin != first().origin)
        context_.refuse(
            step.url_place,
            fmt::format("{} is another place than the {} of the first entry: a load has one target. Run its "
                        "entries as a file of their own",
                        step.origin, first().origin));
      if (options.is_insecure != first().options.is_insecure && step.origin.starts_with("https"))
        context_.refuse(step.place, "insecure: a load has one target: say it in every entry, or pass --insecure");
      if (says_connect_timeout(step) && options.connect_timeout != connect_timeout().value_or(options.connect_timeout))
        context_.refuse(step.place, "connect-timeout: a load has one: say the same in every entry");
      if (options.retries > 0 && options.repeats > 1)
        context_.refuse(step.place, "repeat: an entry that is tried again is not repeated as well: write it twice");
      if (options.repeats > 10'000) context_.refuse(step.place, "repeat: a load repeats no more than 10000 times");
    }
  }

  TextPlace place() const { return first().place; }

  void write_head() {
    const auto& options = first().options;
    lines_.add(fmt::format("# {} as a load: its entries, in order.", comment(input_.file_name)), place());
    lines_.add(fmt::format("name: {}", yaml_scalar(without_references(task_name()), false)), place());
    if (options.is_insecure) {
      lines_.add("target:", place());
      lines_.add(fmt::format("  url: {}", yaml_scalar(first().origin, false)), first().url_place);
      lines_.add("  tls: {insecure: true}", place());
    } else {
      lines_.add(fmt::format("target: {}", yaml_scalar(first().origin, false)), first().url_place);
    }
    if (const auto timeout = connect_timeout())
      lines_.add(fmt::format("connect_timeout: {}", milliseconds_of(*timeout)), place());
    write_resolve();
    if (steps_.size() > 1 || options.repeats > 1 || options.follows_redirects) lines_.add("cookies: true", place());
    if (options.delay > Nanos(0))
      lines_.add(fmt::format("load: {{wait: {}}}", milliseconds_of(options.delay)), place());
  }

  static std::string comment(std::string_view text) {
    std::string plain(text);
    for (char& c : plain)
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return plain;
  }

  void write_resolve() {
    std::map<std::string, TextPlace> known;
    for (const auto& step : steps_)
      for (const auto& one : step.options.resolve) known.emplace(resolve_of(one), step.place);
    if (known.empty()) return;
    lines_.add("connection:", place());
    lines_.add("  resolve:", place());
    for (const auto& [text, where] : known) lines_.add("    " + text, where);
  }

  void write_task() {
    lines_.add("requests:", place());
    if (steps_.size() == 1) {
      auto only = step_lines(first(), 0);
      if (first().options.repeats > 1) only.add(fmt::format("repeat: {}", first().options.repeats), place());
      if (first().options.repeats > 1 && first().options.delay > Nanos(0))
        only.add(fmt::format("think: {}", milliseconds_of(first().options.delay)), place());
      return lines_.add_entry(only, 2);
    }
    lines_.add(fmt::format("  - name: {}", yaml_scalar(without_references(task_name()), false)), place());
    lines_.add("    on_failure: end", place());
    lines_.add("    steps:", place());
    for (std::size_t i = 0; i < steps_.size(); ++i) write_step(i);
  }

  std::string task_name() const {
    auto name = std::filesystem::path(input_.file_name).stem().string();
    return name.empty() ? "entries" : name;
  }

  // Hurl pauses before an entry and before each repeat of it, a scenario behind a step and behind each repeat: where
  // the two differ, the last repeat is a step of its own.
  void write_step(std::size_t i) {
    const auto& step = steps_[i];
    const auto repeats = step.options.repeats;
    const auto within = step.options.delay;
    const auto behind = i + 1 < steps_.size() ? steps_[i + 1].options.delay : Nanos(0);
    const auto lines = step_lines(step, i);
    const auto add = [&](std::uint64_t times, Nanos wait) {
      auto one = lines;
      if (times > 1) one.add(fmt::format("repeat: {}", times), step.place);
      if (wait > Nanos(0)) one.add(fmt::format("wait: {}", milliseconds_of(wait)), step.place);
      lines_.add_entry(one, 6);
    };
    if (repeats == 1 || within == behind) return add(repeats, behind);
    add(repeats - 1, within);
    add(1, behind);
  }

  ScenarioLines step_lines(const LoadStep& step, std::size_t i) {
    ScenarioLines lines;
    lines.add(fmt::format("name: {}", yaml_scalar(name_of(i), false)), step.place);
    lines.add(fmt::format("{}: {}", step.method, yaml_scalar(step.path, false)), step.url_place);
    lines.append(step.lines);
    return lines;
  }

  // Two entries are two rows, also where both ask the same.
  std::string name_of(std::size_t i) const {
    const auto plain = plain_name(steps_[i]);
    const auto before = std::count_if(steps_.begin(), steps_.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](const LoadStep& step) { return plain_name(step) == plain; });
    return before == 0 ? plain : fmt::format("{} ({})", plain, before + 1);
  }

  std::string plain_name(const LoadStep& step) const {
    auto name = step.method;
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    name += " " + step.path.substr(0, step.path.find('?'));
    for (const auto& secret : secrets_) replace_all(name, secret, kRedacted);
    return name;
  }

  const HurlFile& file_;
  const HurlLoadInput& input_;
  LoadContext context_;
  std::vector<LoadStep> steps_;
  ScenarioLines lines_;
  std::vector<std::string> secrets_;
};

}  // namespace

std::string HurlScenario::in_file(const std::string& place, const std::string& file_name) const {
  if (!place.starts_with(file_name + ":")) return place;
  const std::string_view numbers = std::string_view(place).substr(file_name.size() + 1);
  std::size_t line = 0;
  const auto [end, error] = std::from_chars(numbers.data(), numbers.data() + numbers.size(), line);
  if (error != std::errc() || line == 0 || line > places.size()) return place;
  const auto& there = places[line - 1];
  const std::string_view rest(end, static_cast<std::size_t>(numbers.data() + numbers.size() - end));
  const bool has_column = rest.size() > 1 && rest.front() == ':' && rest[1] >= '0' && rest[1] <= '9';
  const auto behind = has_column ? std::min(rest.find_first_not_of("0123456789", 1), rest.size()) : 0;
  return fmt::format("{}:{}:{}{}", file_name, there.line, there.column, rest.substr(behind));
}

HurlScenario scenario_of_hurl(const HurlFile& file, const HurlLoadInput& input) {
  return FileWriter(file, input).write();
}

}  // namespace plimsoll
