// What is told, in which form, proven by whom; and that a command and a webhook get it.

#include "schedules/messages/message.h"

#include "schedules/messages/destination.h"
#include "schedules/messages/signature.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace plimsoll::message_test {

using nlohmann::json;
using test::TempFolder;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kPatience = std::chrono::seconds(20);
const WallTime kNow{std::chrono::seconds(1'800'000'000)};

Message leak() {
  Message message;
  message.schedule = "nightly";
  message.news = {"leak"};
  message.outcome = "leak";
  message.run = "20261130-020000-abcdef";
  message.what = "memory leaks: 4 MiB a request";
  message.since = "Since Mon 30 Nov 02:00 UTC, this run.";
  message.link = "plimsoll runs show 20261130-020000-abcdef";
  message.made_at = "2026-11-30T02:30:00.000Z";
  return message;
}

TEST(Message, is_two_lines_and_a_link) {
  EXPECT_EQ(leak().text(),
            "nightly: memory leaks: 4 MiB a request\nSince Mon 30 Nov 02:00 UTC, this run.\n"
            "plimsoll runs show 20261130-020000-abcdef\n");
  auto hostile = leak();
  hostile.what = "a\nb\x1b[31m";
  const auto text = hostile.text();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_THAT(hostile.text(), Not(HasSubstr("\x1b")));
}

TEST(Message, says_how_many_before_it_were_lost) {
  auto message = leak();
  message.dropped = 3;
  EXPECT_THAT(message.text(), HasSubstr("this run. 3 messages before this are lost.\n"));
}

TEST(Message, has_a_form_for_programs_and_one_for_slack) {
  const auto plain = json::parse(body_of(leak(), WebhookForm::json, "17"));
  EXPECT_EQ(plain["id"], "17");
  EXPECT_EQ(plain["schedule"], "nightly");
  EXPECT_EQ(plain["news"], json({"leak"}));
  EXPECT_EQ(plain["text"], leak().text());
  auto hostile = leak();
  hostile.what = "<!channel> & co";
  const auto slack = json::parse(body_of(hostile, WebhookForm::slack, "17"));
  EXPECT_THAT(slack["text"].get<std::string>(), HasSubstr("&lt;!channel&gt; &amp; co"));
}

TEST(Message, comes_back_from_its_json) {
  EXPECT_EQ(to_json(message_from_json(to_json(leak())).value()), to_json(leak()));
  EXPECT_TRUE(message_from_json("nothing").has_error());
}

// printf '1800000000.{}' | openssl dgst -sha256 -hmac secret
TEST(Signature, is_what_openssl_makes_of_timestamp_and_body) {
  EXPECT_EQ(signature_of("secret", "1800000000", "{}"),
            "v1=bb7079132825ac793cea8c013c1dd24d926b9b02132245b10588d9e5c0df70d7");
}

struct Webhook {
  explicit Webhook(int status = 200)
      : server([status](const ReceivedRequest&) { return Reply::status(status); }, kept()) {}
  static LoopbackOptions kept() {
    LoopbackOptions options;
    options.keeps_requests = true;
    return options;
  }
  LoopbackServer server;
};

TEST(Destination, posts_to_a_webhook_with_its_path_and_query) {
  Webhook webhook;
  Destination destination;
  destination.webhook = webhook.server.url() + "/hook/?token=a%20b#part";
  const auto sent = send(destination, leak(), "17", kNow, kPatience);
  ASSERT_TRUE(sent) << sent.error().message;
  const auto got = webhook.server.received().at(0);
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.target, "/hook/?token=a%20b");
  EXPECT_EQ(got.header("content-type"), "application/json");
  EXPECT_EQ(got.header("plimsoll-message"), "17");
  EXPECT_FALSE(got.header("plimsoll-signature"));
  EXPECT_EQ(json::parse(got.body)["run"], leak().run);
}

TEST(Destination, signs_what_it_posts_and_tells_nobody_the_secret) {
  Webhook webhook(500);
  const TempFolder folder;
  Destination destination;
  destination.webhook = webhook.server.url() + "/T000/B000/hidden";
  destination.secret_file = folder.write("secret", "hunter2\n");
  const auto sent = send(destination, leak(), "17", kNow, kPatience);
  ASSERT_TRUE(sent.has_error());
  EXPECT_THAT(sent.error().message, HasSubstr("answered 500"));
  const auto got = webhook.server.received().at(0);
  EXPECT_EQ(got.header("plimsoll-timestamp"), "1800000000");
  EXPECT_EQ(got.header("plimsoll-signature"), signature_of("hunter2", "1800000000", got.body));
  for (const auto& text : {sent.error().message, shown(destination), got.body, got.head}) {
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
  EXPECT_THAT(sent.error().message + shown(destination), Not(HasSubstr("hidden")));
}

TEST(Destination, says_which_webhook_cannot_be_reached) {
  std::string url;
  {
    Webhook webhook;
    url = webhook.server.url();
  }
  Destination destination;
  destination.webhook = url;
  const auto sent = send(destination, leak(), "17", kNow, kPatience);
  ASSERT_TRUE(sent.has_error());
  EXPECT_THAT(sent.error().message, HasSubstr("127.0.0.1:"));
}

TEST(Destination, speaks_https_and_looks_at_the_certificate) {
  LoopbackOptions options;
  options.tls = TestCertificate::self_signed("127.0.0.1");
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(200); }, options);
  Destination destination;
  destination.webhook = server.url();
  const auto sent = send(destination, leak(), "17", kNow, kPatience);
  ASSERT_TRUE(sent.has_error());
  EXPECT_THAT(sent.error().message, HasSubstr("certificate"));
  EXPECT_EQ(server.requests(), 0u);
  const TemporaryFile trusted(options.tls->certificate_pem);
  setenv("SSL_CERT_FILE", trusted.path().c_str(), 1);
  const auto trusting = send(destination, leak(), "17", kNow, kPatience);
  unsetenv("SSL_CERT_FILE");
  EXPECT_TRUE(trusting) << trusting.error().message;
  EXPECT_EQ(server.requests(), 1u);
}

TEST(Destination, refuses_what_is_no_address) {
  EXPECT_TRUE(check_webhook("https://hooks.example.com/services/T/B/X?x=1"));
  EXPECT_TRUE(check_webhook("hooks.example.com").has_error());
  EXPECT_TRUE(check_webhook("ftp://example.com/").has_error());
  EXPECT_TRUE(check_webhook("https://example.com/a b").has_error());
}

TEST(ToldCommand, gets_the_message_on_its_input_and_in_its_environment) {
  const TempFolder folder;
  Destination destination;
  destination.command = "cat > '" + (folder.path() / "text").string() +
                        "'; printf '%s|%s|%s' \"$PLIMSOLL_MESSAGE_SCHEDULE\" \"$PLIMSOLL_MESSAGE_NEWS\" "
                        "\"$PLIMSOLL_MESSAGE_RUN\" > '" +
                        (folder.path() / "variables").string() + "'";
  const auto sent = send(destination, leak(), "17", kNow, kPatience);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(folder.read("text"), leak().text());
  EXPECT_EQ(folder.read("variables"), "nightly|leak|20261130-020000-abcdef");
}

TEST(ToldCommand, that_fails_or_hangs_is_told) {
  Destination destination;
  destination.command = "exit 3";
  EXPECT_THAT(send(destination, leak(), "17", kNow, kPatience).error().message, HasSubstr("exit 3: exited 3"));
  destination.command = "kill -9 $$";
  EXPECT_THAT(send(destination, leak(), "17", kNow, kPatience).error().message, HasSubstr("signal 9"));
  destination.command = "sleep 600 & wait";
  EXPECT_THAT(send(destination, leak(), "17", kNow, std::chrono::milliseconds(100)).error().message,
              HasSubstr("did not end within 100 ms"));
}

}  // namespace plimsoll::message_test
