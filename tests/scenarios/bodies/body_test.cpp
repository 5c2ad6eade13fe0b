// The bodies of a request: json, text, file, form and multipart, and the files behind them.

#include "scenarios/bodies/body_files.h"
#include "scenarios/bodies/json_text.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace plimsoll::test::body_test {

using Texts = std::vector<std::string>;

BodySet body(const std::string& lines) {
  auto scenario = parsed({with_request("post: /\n" + lines)});
  return scenario.tasks.empty() || scenario.tasks[0].steps.empty() ? BodySet{} : scenario.tasks[0].steps[0].bodies;
}

Texts payloads(const BodySet& bodies) {
  Texts texts;
  for (const auto& payload : bodies.payloads) texts.push_back(*payload);
  return texts;
}

std::string error_of(const std::string& lines) { return finding({with_request("post: /\n" + lines)}); }

TEST(JsonBody, written_in_place_keeps_the_types_and_the_order_of_its_keys) {
  const auto bodies = body(
      R"(json: {z: 30, a: "30", f: 0.1, big: 18446744073709551615, neg: -5, t: true, n: null, no: no, e: 1e3, hex: 0x1F, list: [1, two]})");
  EXPECT_EQ(
      payloads(bodies),
      Texts{
          R"({"z":30,"a":"30","f":0.1,"big":18446744073709551615,"neg":-5,"t":true,"n":null,"no":"no","e":1000.0,"hex":31,"list":[1,"two"]})"});
  EXPECT_EQ(bodies.content_type, "application/json");
  EXPECT_EQ(bodies.labels, Texts{"inline"});
}

TEST(JsonBody, of_a_list_is_that_list) { EXPECT_EQ(payloads(body("json: [1, {a: 2}]")), Texts{R"([1,{"a":2}])"}); }

TEST(JsonBody, may_be_text_in_json) {
  EXPECT_EQ(payloads(body(R"(json: '{"a": [1, 2]}')")), Texts{R"({"a": [1, 2]})"});
  EXPECT_EQ(payloads(body(R"(json: "hello")")), Texts{R"("hello")"});
}

TEST(JsonBody, refuses_what_json_cannot_say) {
  EXPECT_EQ(error_of("json: {zip: 01234}"),
            "soak.yaml:5: requests[0].json.zip: expected a number without leading zeros, or text in quotes, got 01234");
  EXPECT_EQ(
      error_of("json: [.inf]"),
      R"(soak.yaml:5: requests[0].json[0]: expected a number that JSON has (not infinity or not-a-number), got ".inf")");
  EXPECT_EQ(error_of("json:"),
            R"(soak.yaml:5: requests[0].json: expected JSON, or a file like "@body.json", got nothing)");
}

TEST(JsonBody, comes_from_a_file_as_it_is) {
  const auto bodies = body(R"(json: "@bodies/1.json")");
  EXPECT_EQ(payloads(bodies), Texts{"{\"rows\": [[1, 2], [3, 4]]}\n"});
  EXPECT_EQ(bodies.labels, Texts{"bodies/1.json"});
}

TEST(JsonBody, comes_from_a_glob_a_folder_a_list_or_lines) {
  EXPECT_EQ(body(R"(json: "@bodies/*.json")").labels, (Texts{"bodies/1.json", "bodies/2.json"}));
  EXPECT_EQ(body(R"(json: "@bodies")").labels, (Texts{"bodies/1.json", "bodies/2.json"}));
  const auto rows = body(R"(json: "@rows.jsonl")");
  EXPECT_EQ(rows.labels, (Texts{"rows.jsonl:1", "rows.jsonl:3"}));
  EXPECT_EQ(*rows.payloads[1], "{\"id\": 2}\r");
  const auto mixed = body(R"(json: ["@bodies/2.json", {id: 3}, "@rows.jsonl"])");
  EXPECT_EQ(mixed.labels, (Texts{"bodies/2.json", "inline", "rows.jsonl:1", "rows.jsonl:3"}));
}

TEST(JsonBody, puts_files_into_their_places_in_base64) {
  EXPECT_EQ(payloads(body(R"(json: {image: {$base64: pixel.bin}})")), Texts{R"({"image":"AQL/"})"});
  EXPECT_EQ(payloads(body(R"(json: "@with_image.json")")), Texts{R"({"image":"AQL/","label":"x"})"});
  EXPECT_EQ(error_of("json: {a: [{$base64: none.bin}]}").substr(0, 57),
            "soak.yaml:5: requests[0].json: none.bin: no such file (lo");
  EXPECT_EQ(
      error_of("json: {$base64: pixel.bin, and: more}"),
      R"(soak.yaml:5: requests[0].json: expected {"$base64": "image.jpg"} with this one key and the name of a file)");
}

TEST(Base64, pads_its_end) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

TEST(JsonBody, that_is_not_json_is_told_with_its_line_and_column) {
  EXPECT_EQ(error_of(R"(json: "@trailing_comma.json")"),
            "soak.yaml:5: requests[0].json: trailing_comma.json:4:11: not JSON: unexpected ']'; "
            "expected '[', '{', or a literal");
  EXPECT_EQ(error_of(R"(json: "@bad_rows.jsonl")"),
            "soak.yaml:5: requests[0].json: bad_rows.jsonl:2:8: not JSON: unexpected '}'; "
            "expected '[', '{', or a literal");
}

TEST(JsonBody, without_the_at_sign_is_told_about_it) {
  EXPECT_EQ(error_of(R"(json: "bodies/1.json")"),
            R"(soak.yaml:5: requests[0].json: a file is written with @: "@bodies/1.json")");
}

TEST(TextBody, is_text_or_a_file) {
  const auto bodies = body("text: hello");
  EXPECT_EQ(payloads(bodies), Texts{"hello"});
  EXPECT_EQ(bodies.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(payloads(body(R"(text: ["@hello.txt", b])")), (Texts{"hello\n", "b"}));
}

TEST(FileBody, has_the_type_of_its_name) {
  const auto bodies = body(R"(file: "@mixed/a.jpg")");
  EXPECT_EQ(bodies.content_type, "image/jpeg");
  EXPECT_EQ(payloads(bodies), Texts{"a"});
  EXPECT_EQ(body("file: pixel.bin").content_type, "application/octet-stream");
  EXPECT_EQ(body("file: pixel.bin\ncontent_type: image/x-raw").content_type, "image/x-raw");
  EXPECT_EQ(
      error_of(R"(file: "@mixed")"),
      "soak.yaml:5: requests[0].file: mixed/a.jpg is image/jpeg and mixed/b.png is image/png: one request has one "
      "type, make them two requests");
}

TEST(FormBody, is_encoded_as_browsers_do) {
  const auto bodies = body("form: {a: 1, b: [x y, '&'], empty: }");
  EXPECT_EQ(payloads(bodies), Texts{"a=1&b=x+y&b=%26&empty="});
  EXPECT_EQ(bodies.content_type, "application/x-www-form-urlencoded");
}

TEST(MultipartBody, carries_fields_and_files) {
  const auto bodies = body(R"(multipart: {title: "a \"cat\"", image: "@mixed/a.jpg"})");
  const std::string prefix = "multipart/form-data; boundary=";
  ASSERT_EQ(bodies.content_type.substr(0, prefix.size()), prefix);
  const auto line = "--" + bodies.content_type.substr(prefix.size());
  EXPECT_EQ(payloads(bodies),
            Texts{line + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\na \"cat\"\r\n" + line +
                  "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\nContent-Type: "
                  "image/jpeg\r\n\r\na\r\n" +
                  line + "--\r\n"});
}

TEST(MultipartBody, has_the_same_boundary_each_time_and_never_one_of_its_content) {
  const auto first = body("multipart: {a: x}").content_type;
  EXPECT_EQ(body("multipart: {a: x}").content_type, first);
  const auto boundary = first.substr(first.find('=') + 1);
  EXPECT_NE(body("multipart: {a: x, b: " + boundary + "}").content_type, first);
}

TEST(MultipartBody, keeps_its_own_content_type) {
  EXPECT_EQ(error_of("multipart: {a: x}\nheaders: {Content-Type: multipart/form-data}"),
            "soak.yaml:6: requests[0].headers: a multipart body has its own content type with the boundary in it: "
            "remove the header");
  EXPECT_EQ(error_of("multipart: {a: x}\ncontent_type: multipart/form-data"),
            "soak.yaml:4: requests[0]: a multipart body has its own content type with the boundary in it: remove "
            "content_type");
}

TEST(Body, is_one) {
  EXPECT_EQ(error_of("json: {}\ntext: x"),
            "soak.yaml:6: requests[0].text: a request has one body: `json` gives it already");
}

TEST(Body, leaves_the_content_type_to_a_header_that_is_given) {
  EXPECT_EQ(body("json: {}\nheaders: {Content-Type: application/vnd.x+json}").content_type, "");
}

TEST(Body, order_is_sequential_or_random) {
  EXPECT_EQ(body(R"(json: "@bodies")").order, BodySet::Order::sequential);
  EXPECT_EQ(body("json: \"@bodies\"\norder: random").order, BodySet::Order::random);
  EXPECT_EQ(error_of("json: \"@bodies\"\norder: shuffled"),
            R"(soak.yaml:6: requests[0].order: expected sequential or random, got "shuffled")");
}

TEST(BodyFiles, are_bounded_in_all) {
  TempFolder folder;
  folder.write("a.txt", std::string(600, 'a'));
  folder.write("b.txt", std::string(600, 'b'));
  BodyRequest request{BodyKind::text, {"@a.txt", "@b.txt"}, folder.path(), 1000};
  const auto bodies = read_bodies(request);
  ASSERT_FALSE(bodies);
  EXPECT_EQ(bodies.error().message,
            "b.txt: more than the 400 B that are left of 1.00 GiB for all bodies: use fewer or smaller files");
  request.most_bytes = 1200;
  EXPECT_TRUE(read_bodies(request));
}

TEST(BodyFiles, are_bounded_over_all_requests_of_a_scenario) {
  TempFolder folder;
  // A sparse file: a gibibyte to the reader's eye, nothing on the disk.
  std::ofstream(folder.path() / "big.bin").put('x');
  std::filesystem::resize_file(folder.path() / "big.bin", (1ull << 30) + 1);
  ScenarioText scenario{with_request("post: /\nfile: big.bin")};
  scenario.folder = folder.path();
  EXPECT_EQ(
      finding(scenario),
      "soak.yaml:5: requests[0].file: big.bin: more than the 1.00 GiB that are left of 1.00 GiB for all bodies: use "
      "fewer or smaller files");
}

TEST(BodyFiles, are_regular_files) {
  const auto bodies = read_bodies({BodyKind::text, {"@/dev/zero"}, "/", 1000});
  ASSERT_FALSE(bodies);
  EXPECT_EQ(bodies.error().message, "/dev/zero: not a regular file");
}

TEST(BodyFiles, take_a_name_with_glob_characters_if_it_is_there) {
  TempFolder folder;
  folder.write("[1].txt", "one");
  const auto bodies = read_bodies({BodyKind::text, {"@[1].txt"}, folder.path(), 1000});
  ASSERT_TRUE(bodies);
  EXPECT_EQ(payloads(*bodies), Texts{"one"});
}

TEST(BodyFiles, are_found_in_a_folder_whose_name_has_glob_characters) {
  TempFolder folder;
  folder.write("[x]/1.txt", "one");
  folder.write("[x]/2.txt", "two");
  const auto bodies = read_bodies({BodyKind::text, {"@*.txt"}, folder.path() / "[x]", 1000});
  ASSERT_TRUE(bodies);
  EXPECT_EQ(bodies->labels, (Texts{"1.txt", "2.txt"}));
}

TEST(BodyFiles, of_json_are_not_nested_without_bounds) {
  const auto deep = std::string(100'000, '[') + std::string(100'000, ']');
  const auto bodies = read_bodies({BodyKind::json, {deep}, "/", 1 << 20});
  ASSERT_FALSE(bodies);
  EXPECT_EQ(bodies.error().message, "inline:1:257: not JSON: nested deeper than 256 levels");
}

}  // namespace plimsoll::test::body_test
