#include "scenarios/tables/auth_table.h"

#include "scenarios/bodies/aws_profile.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/bodies/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr std::uint64_t kLongestSecretFile = 64 << 10;

bool is_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; });
}

std::optional<std::string> content_of_secret_file(const Value& value) {
  const auto* file = value.node().find("file");
  if (file == nullptr || value.node().items.size() != 1) {
    value.expected("the secret as ${NAME}, or {file: PATH} with this one key");
    return std::nullopt;
  }
  const auto path = Value(*file, value.path() + ".file", value.context()).file();
  if (!path) return std::nullopt;
  auto content = read_file({*path, file->written}, kLongestSecretFile);
  if (content.has_error()) {
    value.refuse(content.error().message);
    return std::nullopt;
  }
  return std::string(secret_in(*content));
}

// Its value is in no message.
std::optional<std::string> read_secret(const Value& value) {
  if (value.context().log.touches(value.path())) return std::nullopt;  // of the environment, and that is told
  auto secret = value.is_map() ? content_of_secret_file(value) : value.text();
  if (!secret) return secret;
  value.context().log.keep_secret(*secret);
  if (secret->empty())
    value.refuse("the secret is empty");
  else if (!is_line(*secret))
    value.refuse("the secret holds a line end or another control character");
  else
    return secret;
  return std::nullopt;
}

ValueType<std::string> secret_type() {
  return {
      "secret: `${NAME}` or `{file: PATH}`",
      R"({"oneOf": [{"type": ["string", "number"]}, {"type": "object", "properties": {"file": {"type": "string"}}, )"
      R"("required": ["file"], "additionalProperties": false}]})",
      read_secret};
}

ValueType<std::string> plain_line_type() {
  auto type = text_type();
  type.read = [](const Value& value) -> std::optional<std::string> {
    auto text = value.text();
    if (!text || (!text->empty() && is_line(*text))) return text;
    value.refuse("expected a text of one line, and not an empty one");
    return std::nullopt;
  };
  return type;
}

ValueType<std::string> token_header_type() {
  auto type = plain_line_type();
  type.words = "name of a header";
  type.read = [read = type.read](const Value& value) -> std::optional<std::string> {
    auto name = read(value);
    if (!name || name->find_first_of(" :\"(),/;<=>?@[\\]{}") == std::string::npos) return name;
    value.expected("the name of a header");
    return std::nullopt;
  };
  return type;
}

ValueType<Url> token_url_type() {
  return {"URL", R"({"type": "string", "pattern": "^https?://|\\$\\{"})", [](const Value& value) -> std::optional<Url> {
            auto url = value.parsed(parse_url);
            if (!url || url->socket_path.empty()) return url;
            value.expected("a URL with http:// or https://");
            return std::nullopt;
          }};
}

void set_token_period(const Value& value, TokenCommand& command, Nanos every) {
  constexpr auto kShortest = std::chrono::seconds(1);
  if (every < kShortest) return value.expected("a duration from 1s");
  command.every = every;
}

void set_token_patience(const Value& value, TokenCommand& command, Nanos within) {
  constexpr auto kLongest = std::chrono::minutes(10);
  if (within <= Nanos(0) || within > kLongest) return value.expected("a duration above 0, to 10m");
  command.within = within;
}

template <class Draft, class T, class Make>
Field<AuthDraft> auth_field(FieldWords words, const ValueType<Draft>& type, Make make, T) {
  return field_with<AuthDraft>(std::move(words), type, [make](const Value& value, AuthDraft& draft, Draft written) {
    if (draft.auth) return value.refuse("an auth has one kind: remove this or the other");
    if (auto auth = make(value, std::move(written), draft.secrets))
      draft.auth = std::make_shared<const Auth>(T(*std::move(auth)));
  });
}

std::optional<HeaderAuth> bearer_of(const Value&, std::string token, std::vector<std::string>& secrets) {
  secrets.push_back(token);
  return HeaderAuth{{"Authorization", "Bearer " + token}};
}

std::optional<HeaderAuth> basic_of(const Value& value, const BasicDraft& basic, std::vector<std::string>& secrets) {
  if (basic.user.find(':') != std::string::npos) {
    value.refuse("a user's name has no colon in it");
    return std::nullopt;
  }
  auto word = to_base64(basic.user + ":" + basic.password);
  secrets.insert(secrets.end(), {basic.password, word});
  return HeaderAuth{{"Authorization", "Basic " + std::move(word)}};
}

std::optional<Auth> api_key_of(const Value& value, ApiKeyDraft key, std::vector<std::string>& secrets) {
  if (value.context().log.touches(value.path())) return std::nullopt;
  if (key.header.has_value() == key.query.has_value()) {
    value.refuse("an API key is sent in a `header` or in the `query`: name one of them");
    return std::nullopt;
  }
  secrets.push_back(key.value);
  if (key.header) return Auth(HeaderAuth{{*std::move(key.header), std::move(key.value)}});
  return Auth(QueryAuth{{*std::move(key.query), std::move(key.value)}});
}

std::optional<OAuth2Auth> oauth2_of(const Value&, OAuth2Auth oauth2, std::vector<std::string>& secrets) {
  secrets.push_back(oauth2.client_secret);
  return oauth2;
}

std::optional<TokenCommand> token_of(const Value&, TokenCommand command, std::vector<std::string>&) { return command; }

std::optional<AwsKeys> keys_of_profile(const Value& value, const SigV4Draft& draft) {
  const auto& file = draft.profile_file;
  const auto content = read_file({file, file.string()}, kLongestSecretFile);
  if (content.has_error()) {
    value.refuse(content.error().message);
    return std::nullopt;
  }
  auto keys = read_aws_profile(*content, draft.profile);
  if (!keys) {
    value.refuse(file.string() + ": " + keys.error().message);
    return std::nullopt;
  }
  return *std::move(keys);
}

std::optional<SigV4Auth> sigv4_of(const Value& value, SigV4Draft draft, std::vector<std::string>& secrets) {
  if (value.context().log.touches(value.path())) return std::nullopt;
  const bool written = !draft.keys.access_key.empty() && !draft.keys.secret_key.empty();
  const int ways = static_cast<int>(written) + static_cast<int>(!draft.command.run.empty()) +
                   static_cast<int>(!draft.profile_file.empty());
  if (ways != 1) {
    value.refuse(
        "its keys come from one place: access_key and secret_key, for example "
        "${AWS_ACCESS_KEY_ID} and ${AWS_SECRET_ACCESS_KEY}; or a command, `run`; or a `profile_file`");
    return std::nullopt;
  }
  if (!draft.profile_file.empty()) {
    auto keys = keys_of_profile(value, draft);
    if (!keys) return std::nullopt;
    draft.keys = *std::move(keys);
  }
  secrets.insert(secrets.end(), {draft.keys.secret_key, draft.keys.session_token});
  if (draft.command.run.empty())
    draft.auth.keys = std::move(draft.keys);
  else
    draft.auth.keys = std::move(draft.command);
  return std::move(draft.auth);
}

template <class Member, class T>
Field<SigV4Draft> keys_field(FieldWords words, Member AwsKeys::*member, const ValueType<T>& type) {
  return field_with<SigV4Draft>(std::move(words), type, [member](const Value&, SigV4Draft& draft, T value) {
    draft.keys.*member = std::move(value);
  });
}

template <class Member, class T>
Field<SigV4Draft> sigv4_field(FieldWords words, Member SigV4Auth::*member, const ValueType<T>& type) {
  return field_with<SigV4Draft>(std::move(words), type, [member](const Value&, SigV4Draft& draft, T value) {
    draft.auth.*member = std::move(value);
  });
}

std::optional<AuthDraft> read_auth(const Value& value) {
  AuthDraft draft;
  if (value.is_word("none")) return draft;
  read_object(value, auth_table(), draft);
  if (value.is_map() && value.node().items.empty())
    value.refuse("expected one of bearer, basic, api_key, oauth2, aws_sigv4, token");
  if (!draft.auth) return std::nullopt;
  return draft;
}

}  // namespace

ValueType<AuthDraft> auth_type() {
  return {"[auth](#auth), or `none`", R"({"oneOf": [{"$ref": "#/$defs/auth"}, {"enum": ["none"]}]})", read_auth};
}

const ObjectTable<AuthDraft>& auth_table() {
  static const ObjectTable<AuthDraft> kTable = {
      "auth",
      "Who we say we are. One kind; its secrets stand in the environment or in files, and in no output.",
      {
          auth_field({"bearer", "", "`Authorization: Bearer` and this token"}, secret_type(), bearer_of, HeaderAuth()),
          auth_field({"basic", "", "user and password"}, object_type(basic_table()), basic_of, HeaderAuth()),
          auth_field({"api_key", "", "a key in a header or in the query"}, object_type(api_key_table()), api_key_of,
                     Auth()),
          auth_field({"oauth2", "", "a token of an OAuth 2 server, by client credentials"}, object_type(oauth2_table()),
                     oauth2_of, OAuth2Auth()),
          auth_field({"aws_sigv4", "", "each request is signed, as AWS asks for"}, object_type(sigv4_table()), sigv4_of,
                     SigV4Auth()),
          auth_field({"token", "", "a bearer token that a command prints"}, object_type(token_table()), token_of,
                     TokenCommand()),
      },
      {{"command", "is called token: {run: ...}"}, {"oauth", "is called oauth2"}}};
  return kTable;
}

const ObjectTable<BasicDraft>& basic_table() {
  static const ObjectTable<BasicDraft> kTable = {
      "basic",
      "HTTP Basic authentication.",
      {
          required(field({"user", "", "the user"}, &BasicDraft::user, plain_line_type())),
          required(field({"password", "", "the password"}, &BasicDraft::password, secret_type())),
      },
      {}};
  return kTable;
}

const ObjectTable<ApiKeyDraft>& api_key_table() {
  static const ObjectTable<ApiKeyDraft> kTable = {
      "api_key",
      "A key as many APIs want it.",
      {
          field({"header", "", "the header that it is sent in"}, &ApiKeyDraft::header, token_header_type()),
          field({"query", "", "or the name of its parameter in the query"}, &ApiKeyDraft::query, plain_line_type()),
          required(field({"value", "", "the key"}, &ApiKeyDraft::value, secret_type())),
      },
      {}};
  return kTable;
}

const ObjectTable<OAuth2Auth>& oauth2_table() {
  static const ObjectTable<OAuth2Auth> kTable = {
      "oauth2",
      "OAuth 2 client credentials (RFC 6749, 4.4): asked for before the load, again before the token expires, and once "
      "after a 401.",
      {
          required(field({"token_url", "", "who gives the token"}, &OAuth2Auth::token_url, token_url_type())),
          required(field({"client_id", "", "who we are there"}, &OAuth2Auth::client_id, plain_line_type())),
          required(field({"client_secret", "", "and how we show it"}, &OAuth2Auth::client_secret, secret_type())),
          field({"scope", "", "what is asked for, separated by blanks"}, &OAuth2Auth::scope, plain_line_type()),
          field({"audience", "", "whom the token is for, where the server wants to know"}, &OAuth2Auth::audience,
                plain_line_type()),
          field_with<OAuth2Auth>({"send", "basic", "id and secret as HTTP Basic, or in the form"},
                                 word_type({"basic", "body"}),
                                 [](const Value&, OAuth2Auth& auth, std::string_view word) {
                                   auth.send = word == "body" ? OAuth2Auth::Send::body : OAuth2Auth::Send::basic;
                                 }),
      },
      {{"grant_type", "is not a key: it is client_credentials"}}};
  return kTable;
}

const ObjectTable<SigV4Draft>& sigv4_table() {
  static const ObjectTable<SigV4Draft> kTable = {
      "aws_sigv4",
      "AWS Signature Version 4: for SageMaker, Bedrock, Lambda URLs, API Gateway. The keys come from the environment, "
      "a "
      "command or a file.",
      {
          required(sigv4_field({"region", "", "for example eu-central-1"}, &SigV4Auth::region, plain_line_type())),
          required(sigv4_field({"service", "", "for example sagemaker, bedrock, lambda, execute-api, s3"},
                               &SigV4Auth::service, plain_line_type())),
          keys_field({"access_key", "", "its id, for example ${AWS_ACCESS_KEY_ID}"}, &AwsKeys::access_key,
                     plain_line_type()),
          keys_field({"secret_key", "", "for example ${AWS_SECRET_ACCESS_KEY}"}, &AwsKeys::secret_key, secret_type()),
          keys_field({"session_token", "", "of a role's keys, for example ${AWS_SESSION_TOKEN}"},
                     &AwsKeys::session_token, secret_type()),
          field_with<SigV4Draft>(
              {"run", "",
               "a command that prints keys as JSON, as `aws configure export-credentials` does: `AccessKeyId`, "
               "`SecretAccessKey`, `SessionToken`"},
              command_type(),
              [](const Value&, SigV4Draft& draft, std::string run) { draft.command.run = std::move(run); }),
          field_with<SigV4Draft>({"every", "45m", "how often the command is run again"}, duration_type(),
                                 [](const Value& value, SigV4Draft& draft, Nanos every) {
                                   set_token_period(value, draft.command, every);
                                 }),
          field_with<SigV4Draft>({"within", "10s", "the command is killed after this"}, duration_type(),
                                 [](const Value& value, SigV4Draft& draft, Nanos within) {
                                   set_token_patience(value, draft.command, within);
                                 }),
          field({"profile_file", "", "a credentials file, for example ~/.aws/credentials written out"},
                &SigV4Draft::profile_file, file_type()),
          field({"profile", "default", "the profile in it"}, &SigV4Draft::profile, plain_line_type()),
      },
      {}};
  return kTable;
}

const ObjectTable<TokenCommand>& token_table() {
  static const ObjectTable<TokenCommand> kTable = {
      "token",
      "A command that prints a token, as `gcloud auth print-access-token` and `az account get-access-token` do: run "
      "before the load, and again on a thread of its own.",
      {
          required(field({"run", "", "the command, run by /bin/sh -c"}, &TokenCommand::run, command_type())),
          field_with<TokenCommand>({"every", "45m", "how often it is run again"}, duration_type(), set_token_period),
          field_with<TokenCommand>({"within", "10s", "it is killed after this"}, duration_type(), set_token_patience),
      },
      {}};
  return kTable;
}

}  // namespace plimsoll
