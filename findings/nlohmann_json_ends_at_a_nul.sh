#!/usr/bin/env bash
# nlohmann-json 3.11.2 (Debian 12): a NUL byte ends the text, and what stands behind it is never looked at.
#
# Expected: parse() of a std::string reads all of its bytes. It refuses anything but blanks behind the value (`1 x` is a
#           parse_error), and a control character that is not escaped, so a NUL is an error too, with its place.
# Seen:     parse() gives the value before the NUL, and accept() says true, whatever follows: a second value, half an object,
#           a megabyte. A NUL within a string is the error that one expects. Python's json says "Extra data".
# So:       a check "the answer is JSON" holds for an answer whose buffer was sent too long, or of which the rest was overwritten
#           with zeros. A file with a hole in it (a disk that was full, a crash) is read as if it ended there, without a word.
#
# Output seen, nlohmann-json 3.11.2, g++ 12.2:
#   "1"               accept: true   parse: 1
#   "1 x"             accept: false  parse: parse_error
#   "1<NUL>"          accept: true   parse: 1
#   "1<NUL>x"         accept: true   parse: 1
#   "[1]<NUL>{\"a\":" accept: true   parse: [1]
#   "\"a<NUL>b\""     accept: false  parse: parse_error
#
# Fails if that changes. Needs apt-get, g++. Unpacks the package into a temporary folder and removes it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download --quiet=2 nlohmann-json3-dev=3.11.2-2 2> /dev/null
dpkg-deb -x nlohmann-json3-dev_3.11.2-2_all.deb site

cat > ends.cpp << 'SOURCE'
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

int main() {
  const std::pair<const char*, std::string> texts[] = {
      {R"("1")", "1"},
      {R"("1 x")", "1 x"},
      {R"("1<NUL>")", std::string("1\0", 2)},
      {R"("1<NUL>x")", std::string("1\0x", 3)},
      {R"("[1]<NUL>{\"a\":")", std::string("[1]\0{\"a\":", 9)},
      {R"("\"a<NUL>b\"")", std::string("\"a\0b\"", 5)},
  };
  for (const auto& [shown, text] : texts) {
    std::string value;
    try {
      value = nlohmann::json::parse(text).dump();
    } catch (const nlohmann::json::parse_error&) {
      value = "parse_error";
    }
    std::printf("%-17s accept: %-5s  parse: %s\n", shown, nlohmann::json::accept(text) ? "true" : "false", value.c_str());
  }
}
SOURCE
g++ -std=c++17 -isystem site/usr/include ends.cpp -o ends
seen=$(./ends)
echo "$seen"
if [ "$seen" = '"1"               accept: true   parse: 1
"1 x"             accept: false  parse: parse_error
"1<NUL>"          accept: true   parse: 1
"1<NUL>x"         accept: true   parse: 1
"[1]<NUL>{\"a\":" accept: true   parse: [1]
"\"a<NUL>b\""     accept: false  parse: parse_error' ]; then
  echo "as stated"
else
  echo "this has changed" >&2
  exit 1
fi
