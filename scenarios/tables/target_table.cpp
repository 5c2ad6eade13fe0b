#include "scenarios/tables/target_table.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

constexpr std::string_view kUrlSchema =
    R"({"type": "string", "pattern": "^https?://|^http\\+unix://|\\$\\{", "examples": ["http://127.0.0.1:5000"]})";

std::optional<Url> read_url(const Value& value) {
  auto url = value.parsed(parse_url);
  if (url && !url->socket_path.empty() && !value.may(value.context().allowed.files, kNoSockets)) return std::nullopt;
  return url;
}

ValueType<Url> url_type() { return {"URL", std::string(kUrlSchema), read_url}; }

ValueType<std::filesystem::path> existing_file_type() {
  auto type = file_type();
  type.read = [](const Value& value) -> std::optional<std::filesystem::path> {
    auto path = value.file();
    std::error_code error;
    if (!path || std::filesystem::is_regular_file(*path, error)) return path;
    value.expected("a file that is there");
    return std::nullopt;
  };
  return type;
}

ValueType<std::filesystem::path> existing_folder_type() {
  auto type = file_type();
  type.words = "folder";
  type.read = [](const Value& value) -> std::optional<std::filesystem::path> {
    auto path = value.file();
    std::error_code error;
    if (!path || std::filesystem::is_directory(*path, error)) return path;
    value.expected("a folder that is there");
    return std::nullopt;
  };
  return type;
}

ValueType<std::string> signal_type() {
  auto type = word_type({"TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL"});
  type.read = [read = type.read](const Value& value) -> std::optional<std::string> {
    constexpr std::string_view kPrefix = "SIG";
    auto plain = value.node();
    if (plain.text.starts_with(kPrefix)) plain.text.erase(0, kPrefix.size());
    return read(Value(plain, value.path(), value.context()));
  };
  return type;
}

void set_status(const Value&, Readiness& ready, std::uint64_t status) { ready.status = static_cast<int>(status); }

void set_version_period(const Value& value, VersionQuestion& question, Nanos period) {
  constexpr auto kShortest = std::chrono::seconds(1);
  if (period < kShortest) return value.expected("a duration from 1s");
  question.every = period;
}

ValueType<VersionQuestion> version_type() {
  auto type = object_type(version_table());
  type.read = [read = type.read](const Value& value) {
    const auto has = [&](std::string_view key) { return value.is_map() && value.node().find(key) != nullptr; };
    if (has("container") && (has("path") || has("header")))
      value.refuse("a version is told by a `container` or by an answer of the target: remove one of them");
    return read(value);
  };
  return type;
}

// Keys that say how the target is run mean nothing without the command.
void refuse_unmanaged(const Value& value) {
  constexpr std::array kManaged = {"directory", "env", "ready", "logs", "stop", "inspect"};
  for (const auto& [key, line, entry] : value.entries())
    if (std::find(kManaged.begin(), kManaged.end(), key) != kManaged.end())
      entry.refuse("belongs to a target that Plimsoll starts: add `start`, or remove this");
}

std::optional<StopCommand> read_stop(const Value& value) {
  StopCommand stop;
  read_object(value, stop_table(), stop);
  if (value.node().find("signal") && value.node().find("run"))
    value.refuse("a target is stopped by `signal` or by `run`: remove one of them");
  return stop;
}

ValueType<StopCommand> stop_type() {
  auto type = object_type(stop_table());
  type.read = read_stop;
  return type;
}

std::optional<Target> read_target(const Value& value) {
  TargetDraft draft;
  if (!value.is_map()) {
    if (const auto url = read_url(value)) draft.target.url = *url;
    return draft.target;
  }
  read_object(value, target_table(), draft);
  if (!value.node().find("start")) {
    refuse_unmanaged(value);
  } else {
    if (draft.managed.directory.empty()) draft.managed.directory = value.context().folder;
    draft.target.managed = std::move(draft.managed);
  }
  return draft.target;
}

template <class Member, class T>
Field<TargetDraft> managed_field(FieldWords words, Member ManagedTarget::*member, const ValueType<T>& type) {
  return field_with<TargetDraft>(std::move(words), type, [member](const Value&, TargetDraft& draft, T value) {
    draft.managed.*member = std::move(value);
  });
}

template <class Member, class T>
Field<TargetDraft> target_field(FieldWords words, Member Target::*member, const ValueType<T>& type) {
  return field_with<TargetDraft>(std::move(words), type, [member](const Value&, TargetDraft& draft, T value) {
    draft.target.*member = std::move(value);
  });
}

}  // namespace

ValueType<Target> target_type() {
  return {"URL, or [target](#target)", fmt::format(R"({{"oneOf": [{}, {{"$ref": "#/$defs/target"}}]}})", kUrlSchema),
          read_target};
}

const ObjectTable<TargetDraft>& target_table() {
  static const ObjectTable<TargetDraft> kTable = {
      "target",
      "The API under test; with `start`, one that Plimsoll starts, waits for, watches and stops.",
      {
          required(
              target_field({"url", "", "scheme, host, port and base path of every request"}, &Target::url, url_type())),
          target_field({"tls", "", "how an https target is trusted"}, &Target::tls, object_type(tls_table())),
          target_field({"version", "", "how it tells its version: where that changes, memory is judged anew"},
                       &Target::version, version_type()),
          managed_field({"start", "", "the command, run by /bin/sh -c"}, &ManagedTarget::start, command_type()),
          managed_field({"directory", "the scenario's folder", "where the command runs"}, &ManagedTarget::directory,
                        existing_folder_type()),
          managed_field({"env", "", "environment variables of the command"}, &ManagedTarget::environment,
                        headers_type("mapping of names to text")),
          managed_field({"ready", "", "when the target is ready for load"}, &ManagedTarget::ready,
                        object_type(ready_table())),
          managed_field({"logs", "target.log in the output folder", "what the command prints goes here"},
                        &ManagedTarget::log_file, file_type()),
          managed_field({"stop", "", "how the target is stopped at the end"}, &ManagedTarget::stop, stop_type()),
          managed_field({"inspect", "false",
                         "it is left up after the run, for a look: the run says how to reach and how to stop it"},
                        &ManagedTarget::inspect, boolean_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<TlsOptions>& tls_table() {
  static const ObjectTable<TlsOptions> kTable = {
      "tls",
      "How an https target is trusted, and who we are to it.",
      {
          field({"insecure", "false", "take any certificate; every report says so"}, &TlsOptions::insecure,
                boolean_type()),
          field({"ca", "", "PEM file of the authorities to trust, instead of the system's"}, &TlsOptions::ca_file,
                existing_file_type()),
          field({"cert", "", "PEM file of our own certificate"}, &TlsOptions::certificate_file, existing_file_type()),
          field({"key", "", "PEM file of its private key, without a pass phrase: nobody is asked for one"},
                &TlsOptions::key_file, existing_file_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<Readiness>& ready_table() {
  static const ObjectTable<Readiness> kTable = {
      "ready",
      "Asked again and again until the answer is as expected.",
      {
          field({"get", "/", "the path that is asked"}, &Readiness::path, text_type()),
          field_with<Readiness>({"status", "any below 500", "the status that means ready"}, count_type(100, 599),
                                set_status),
          field({"within", "60s", "the target counts as unavailable after this"}, &Readiness::within, duration_type()),
          field({"predicts", "the first request with `predict`",
                 "then this request is sent, alone, until its answer is as it expects: ready means ready to predict"},
                &Readiness::predicts, text_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<VersionQuestion>& version_table() {
  static const ObjectTable<VersionQuestion> kTable = {
      "version",
      "Asked by GET now and then, beside the load. Told three times in a row, another version is a new segment of the "
      "run: the target was redeployed.",
      {
          field({"path", "/version", "what is asked; its body is the version, or JSON with a `version`"},
                &VersionQuestion::path, text_type()),
          field({"header", "", "the version is this header of the answer, and not its body"}, &VersionQuestion::header,
                text_type()),
          field(
              {"container", "", "instead: the image of this container, a name or an id, as Docker or Podman tells it"},
              &VersionQuestion::container, text_type()),
          field_with<VersionQuestion>({"every", "5s", "how often"}, duration_type(), set_version_period),
      },
      {}};
  return kTable;
}

const ObjectTable<StopCommand>& stop_table() {
  static const ObjectTable<StopCommand> kTable = {
      "stop",
      "A signal, or a command that stops the target.",
      {
          field({"signal", "TERM", "sent to the command and all that it started"}, &StopCommand::signal, signal_type()),
          field({"run", "", "a shell command instead of the signal"}, &StopCommand::run, command_type()),
          field({"within", "10s", "what is left after this is killed"}, &StopCommand::within, duration_type()),
      },
      {}};
  return kTable;
}

}  // namespace plimsoll
