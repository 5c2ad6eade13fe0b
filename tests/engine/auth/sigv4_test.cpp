// Against the signatures that AWS publishes: its test suite, and the example of its documentation.

#include "engine/auth/sigv4.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll::sigv4_test {

const AwsKeys kKeys = {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", ""};
constexpr std::string_view kTime = "20150830T123600Z";

struct Published {
  std::string method;
  std::string path;
  std::vector<Header> headers = {{"Host", "example.amazonaws.com"}, {"X-Amz-Date", std::string(kTime)}};
  std::string body{};
};

std::string signature(const Published& request, std::string_view service = "service") {
  const SigV4Question question{request.method, request.path, request.headers, request.body};
  const auto text = sigv4_authorization(question, kKeys, {"us-east-1", service, kTime});
  return text.substr(text.rfind('=') + 1);
}

TEST(SigV4, signs_as_the_test_suite_does) {
  EXPECT_EQ(signature({"GET", "/"}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  EXPECT_EQ(signature({"POST", "/"}), "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(signature({"GET", "/?Param1=value1"}), "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb");
  EXPECT_EQ(signature({"GET", "/?Param2=value2&Param1=value1"}),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
  EXPECT_EQ(signature({"GET", "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}),
            "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f");
  EXPECT_EQ(signature({"GET", "/\xE1\x88\xB4"}), "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
}

TEST(SigV4, signs_paths_without_what_they_hold_in_vain) {
  const auto plain = signature({"GET", "/"});
  for (const auto path : {"//", "/./", "/example/..", "/example1/example2/../.."})
    EXPECT_EQ(signature({"GET", path}), plain) << path;
  EXPECT_EQ(signature({"GET", "//example//"}), signature({"GET", "/example/"}));
  EXPECT_NE(signature(
                {
                    "GET",
                    "//a",
                },
                "s3"),
            signature({"GET", "/a"}, "s3"))
      << "keys of S3 may have them";
}

TEST(SigV4, signs_a_body_and_its_type) {
  Published form{"POST", "/"};
  form.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  form.body = "Param1=value1";
  EXPECT_EQ(signature(form), "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(SigV4, signs_values_without_their_blanks) {
  Published request{"GET", "/"};
  request.headers.push_back({"My-Header1", " value1"});
  request.headers.push_back({"My-Header2", " \"a   b   c\""});
  EXPECT_EQ(signature(request), "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
}

TEST(SigV4, signs_the_example_of_the_documentation) {
  const Published request{"GET",
                          "/?Action=ListUsers&Version=2010-05-08",
                          {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                           {"Host", "iam.amazonaws.com"},
                           {"X-Amz-Date", std::string(kTime)}}};
  const SigV4Question question{request.method, request.path, request.headers, ""};
  EXPECT_EQ(sigv4_authorization(question, kKeys, {"us-east-1", "iam", kTime}),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
  EXPECT_EQ(sha256_hex(sigv4_canonical_request(question, "iam")),
            "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
}

TEST(SigV4, encodes_a_path_twice_but_for_s3) {
  const std::vector<Header> headers = {{"Host", "h"}};
  const SigV4Question question{"GET", "/a%20b/c:d", headers, ""};
  EXPECT_EQ(sigv4_canonical_request(question, "sagemaker").substr(0, 22), "GET\n/a%2520b/c%3Ad\n\nho");
  EXPECT_EQ(sigv4_canonical_request(question, "s3").substr(0, 20), "GET\n/a%20b/c%3Ad\n\nho");
}

TEST(SigV4, puts_its_headers_behind_those_that_there_are) {
  Request request;
  request.method = Method::post;
  request.path = "/endpoints/m/invocations";
  request.headers = {{"Host", "h"}, {"User-Agent", "x"}, {"Content-Type", "application/json"}};
  SigV4Auth auth;
  auth.region = "eu-central-1";
  auth.service = "sagemaker";
  const AwsKeys keys{"AKID", "secret", "session"};
  const WallTime now{std::chrono::seconds(1440938160)};
  for (int i = 0; i < 2; ++i) {  // again into the same memory
    HeaderSlots slots(request.headers, 3);
    add_sigv4(request, auth, keys, now, slots);
  }
  ASSERT_EQ(request.headers.size(), 6u);
  EXPECT_EQ(request.headers[3].value, kTime);
  EXPECT_EQ(request.headers[4].name, "X-Amz-Security-Token");
  EXPECT_EQ(request.headers[4].value, "session");
  EXPECT_EQ(request.headers[5].value.substr(0, 77),
            "AWS4-HMAC-SHA256 Credential=AKID/20150830/eu-central-1/sagemaker/aws4_request");
  EXPECT_NE(request.headers[5].value.find("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"),
            std::string::npos);
  auth.service = "s3";
  HeaderSlots slots(request.headers, 3);
  add_sigv4(request, auth, keys, now, slots);
  EXPECT_EQ(request.headers[5].name, "X-Amz-Content-Sha256");
  EXPECT_EQ(request.headers[5].value, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// As botocore 1.44.8 signs them, of a role's keys in eu-central-1.
std::string signature_of(Method method, const std::string& host, const std::string& path, const std::string& body,
                         const std::string& service) {
  Request request;
  request.method = method;
  request.path = path;
  request.headers = {{"Host", host}, {"User-Agent", "not signed"}};
  if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
  request.body = std::make_shared<const std::string>(body);
  SigV4Auth auth;
  auth.region = "eu-central-1";
  auth.service = service;
  const AwsKeys keys{kKeys.access_key, kKeys.secret_key, "session/token+=="};
  {
    HeaderSlots slots(request.headers, request.headers.size());
    add_sigv4(request, auth, keys, WallTime(std::chrono::seconds(1440938160)), slots);
  }
  const auto& value = request.headers.back().value;
  return value.substr(value.rfind('=') + 1);
}

TEST(SigV4, signs_as_botocore_does) {
  EXPECT_EQ(signature_of(Method::post, "runtime.sagemaker.eu-central-1.amazonaws.com", "/endpoints/m-1/invocations",
                         R"({"x": [1, 2]})", "sagemaker"),
            "f2401e104127bc96674408bad9316e871532d4d151c1a050508c70168186da12");
  EXPECT_EQ(signature_of(Method::post, "bedrock-runtime.eu-central-1.amazonaws.com",
                         "/model/anthropic.claude-v2%3A1/invoke", "{}", "bedrock"),
            "4d01ea09af0032bd9e3e284ae0db8d9177e26a34efa105063b43196f4d061cb7");
  EXPECT_EQ(
      signature_of(Method::get, "b.s3.eu-central-1.amazonaws.com", "/a%20b//c.txt?list-type=2&prefix=x%2Fy", "", "s3"),
      "54bea600dfb8af23748f2807679995a17b7d0ac08858c4505c2f07e6b0ef7750");
  EXPECT_EQ(signature_of(Method::get, "x.lambda-url.eu-central-1.on.aws", "/?b=2&a=1&a=0&c=%20&d", "", "lambda"),
            "1c435506db519302944afc744a86ffae2b18ba623b3d9031623219106ce6b7db");
}

}  // namespace plimsoll::sigv4_test
