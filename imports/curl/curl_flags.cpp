#include "imports/curl/curl_flags.h"

#include <algorithm>
#include <array>

namespace plimsoll {
namespace {

using Action = CurlAction;

constexpr std::string_view kMethods = "after a redirect by 301, 302 or 303 a POST becomes a GET";
constexpr std::string_view kVersion = "HTTP/1.1 is spoken";
constexpr std::string_view kProxy = "requests go straight to the target";
constexpr std::string_view kScheme = "this way of signing in is not built: Basic, Bearer and --aws-sigv4 are";
constexpr std::string_view kTrust = "not built for the trust of a target: ca, cert, key and insecure are";
constexpr std::string_view kNames = "names are asked for as the machine does; connection.resolve names an address";
constexpr std::string_view kPace = "the load has its own pace: load.wait and load.rate";

constexpr std::array kFlags = {
    CurlFlag{"--request", 'X', true, Action::request, ""},
    CurlFlag{"--header", 'H', true, Action::header, ""},
    CurlFlag{"--data", 'd', true, Action::data, ""},
    CurlFlag{"--data-ascii", 0, true, Action::data, ""},
    CurlFlag{"--data-binary", 0, true, Action::data_binary, ""},
    CurlFlag{"--data-raw", 0, true, Action::data_raw, ""},
    CurlFlag{"--data-urlencode", 0, true, Action::data_encoded, ""},
    CurlFlag{"--json", 0, true, Action::json, ""},
    CurlFlag{"--form", 'F', true, Action::form, ""},
    CurlFlag{"--form-string", 0, true, Action::form_text, ""},
    CurlFlag{"--get", 'G', false, Action::get, ""},
    CurlFlag{"--head", 'I', false, Action::head, ""},
    CurlFlag{"--upload-file", 'T', true, Action::upload, ""},
    CurlFlag{"--url", 0, true, Action::url, ""},
    CurlFlag{"--user", 'u', true, Action::user, ""},
    CurlFlag{"--basic", 0, false, Action::ignored, ""},
    CurlFlag{"--oauth2-bearer", 0, true, Action::bearer, ""},
    CurlFlag{"--cookie", 'b', true, Action::cookie, ""},
    CurlFlag{"--user-agent", 'A', true, Action::agent, ""},
    CurlFlag{"--referer", 'e', true, Action::referer, ""},
    CurlFlag{"--range", 'r', true, Action::range, ""},
    CurlFlag{"--compressed", 0, false, Action::compressed, ""},
    CurlFlag{"--insecure", 'k', false, Action::insecure, ""},
    CurlFlag{"--cacert", 0, true, Action::authority, ""},
    CurlFlag{"--cert", 'E', true, Action::certificate, ""},
    CurlFlag{"--key", 0, true, Action::key, ""},
    CurlFlag{"--max-time", 'm', true, Action::longest, ""},
    CurlFlag{"--connect-timeout", 0, true, Action::connect_longest, ""},
    CurlFlag{"--resolve", 0, true, Action::resolve, ""},
    CurlFlag{"--unix-socket", 0, true, Action::unix_socket, ""},
    CurlFlag{"--no-keepalive", 0, false, Action::no_keepalive, ""},
    CurlFlag{"--next", ':', false, Action::next, ""},

    CurlFlag{"--silent", 's', false, Action::ignored, ""},
    CurlFlag{"--show-error", 'S', false, Action::ignored, ""},
    CurlFlag{"--verbose", 'v', false, Action::ignored, ""},
    CurlFlag{"--include", 'i', false, Action::ignored, ""},
    CurlFlag{"--show-headers", 0, false, Action::ignored, ""},
    CurlFlag{"--output", 'o', true, Action::ignored, ""},
    CurlFlag{"--output-dir", 0, true, Action::ignored, ""},
    CurlFlag{"--create-dirs", 0, false, Action::ignored, ""},
    CurlFlag{"--remote-name", 'O', false, Action::ignored, ""},
    CurlFlag{"--remote-header-name", 'J', false, Action::ignored, ""},
    CurlFlag{"--write-out", 'w', true, Action::ignored, ""},
    CurlFlag{"--dump-header", 'D', true, Action::ignored, ""},
    CurlFlag{"--stderr", 0, true, Action::ignored, ""},
    CurlFlag{"--trace", 0, true, Action::ignored, ""},
    CurlFlag{"--trace-ascii", 0, true, Action::ignored, ""},
    CurlFlag{"--trace-time", 0, false, Action::ignored, ""},
    CurlFlag{"--progress-bar", '#', false, Action::ignored, ""},
    CurlFlag{"--no-progress-meter", 0, false, Action::ignored, ""},
    CurlFlag{"--fail", 'f', false, Action::ignored, ""},
    CurlFlag{"--fail-with-body", 0, false, Action::ignored, ""},
    CurlFlag{"--fail-early", 0, false, Action::ignored, ""},
    CurlFlag{"--no-buffer", 'N', false, Action::ignored, ""},
    CurlFlag{"--globoff", 'g', false, Action::ignored, ""},
    CurlFlag{"--http1.1", 0, false, Action::ignored, ""},
    CurlFlag{"--disable", 'q', false, Action::ignored, ""},
    CurlFlag{"--styled-output", 0, false, Action::ignored, ""},
    CurlFlag{"--keepalive-time", 0, true, Action::ignored, ""},
    CurlFlag{"--tcp-nodelay", 0, false, Action::ignored, ""},
    CurlFlag{"--parallel", 'Z', false, Action::ignored, ""},
    CurlFlag{"--path-as-is", 0, false, Action::ignored, ""},

    CurlFlag{"--location", 'L', false, Action::location, ""},
    CurlFlag{"--location-trusted", 0, false, Action::location_trusted, ""},
    CurlFlag{"--max-redirs", 0, true, Action::most_redirects, ""},
    CurlFlag{"--post301", 0, false, Action::told, kMethods},
    CurlFlag{"--post302", 0, false, Action::told, kMethods},
    CurlFlag{"--post303", 0, false, Action::told, kMethods},
    CurlFlag{"--http1.0", '0', false, Action::told, kVersion},
    CurlFlag{"--http2", 0, false, Action::told, kVersion},
    CurlFlag{"--http2-prior-knowledge", 0, false, Action::told, kVersion},
    CurlFlag{"--http3", 0, false, Action::told, kVersion},
    CurlFlag{"--http3-only", 0, false, Action::told, kVersion},
    CurlFlag{"--proxy", 'x', true, Action::told, kProxy},
    CurlFlag{"--proxy-user", 'U', true, Action::told, kProxy},
    CurlFlag{"--noproxy", 0, true, Action::told, kProxy},
    CurlFlag{"--socks5", 0, true, Action::told, kProxy},
    CurlFlag{"--retry", 0, true, Action::retry, ""},
    CurlFlag{"--retry-delay", 0, true, Action::retry_delay, ""},
    CurlFlag{"--retry-max-time", 0, true, Action::told, "retry.at_most bounds attempts, no time does"},
    CurlFlag{"--retry-all-errors", 0, false, Action::retry_all, ""},
    CurlFlag{"--retry-connrefused", 0, false, Action::retry_refused, ""},
    CurlFlag{"--cookie-jar", 'c', true, Action::cookie_jar, ""},
    CurlFlag{"--junk-session-cookies", 'j', false, Action::ignored, ""},
    CurlFlag{"--digest", 0, false, Action::told, kScheme},
    CurlFlag{"--ntlm", 0, false, Action::told, kScheme},
    CurlFlag{"--negotiate", 0, false, Action::told, kScheme},
    CurlFlag{"--anyauth", 0, false, Action::told, kScheme},
    CurlFlag{"--aws-sigv4", 0, true, Action::signing, ""},
    CurlFlag{"--netrc", 'n', false, Action::told, "set an authorization header with a variable instead"},
    CurlFlag{"--netrc-file", 0, true, Action::told, "set an authorization header with a variable instead"},
    CurlFlag{"--pass", 0, true, Action::told, "nobody is asked for a pass phrase: give a key without one"},
    CurlFlag{"--cert-type", 0, true, Action::told, kTrust},
    CurlFlag{"--key-type", 0, true, Action::told, kTrust},
    CurlFlag{"--capath", 0, true, Action::told, kTrust},
    CurlFlag{"--ciphers", 0, true, Action::told, kTrust},
    CurlFlag{"--tlsv1.2", 0, false, Action::told, kTrust},
    CurlFlag{"--tlsv1.3", 0, false, Action::told, kTrust},
    CurlFlag{"--tls-max", 0, true, Action::told, kTrust},
    CurlFlag{"--pinnedpubkey", 0, true, Action::told, kTrust},
    CurlFlag{"--ipv4", '4', false, Action::told, kNames},
    CurlFlag{"--ipv6", '6', false, Action::told, kNames},
    CurlFlag{"--connect-to", 0, true, Action::told, kNames},
    CurlFlag{"--dns-servers", 0, true, Action::told, kNames},
    CurlFlag{"--interface", 0, true, Action::told, "connection.source names the addresses of this machine"},
    CurlFlag{"--limit-rate", 0, true, Action::told, kPace},
    CurlFlag{"--rate", 0, true, Action::told, kPace},
    CurlFlag{"--speed-limit", 'Y', true, Action::told, kPace},
    CurlFlag{"--speed-time", 'y', true, Action::told, kPace},
    CurlFlag{"--continue-at", 'C', true, Action::told, "a part of an answer is asked for by a range header"},
    CurlFlag{"--time-cond", 'z', true, Action::told, "set if-modified-since yourself"},
    CurlFlag{"--max-filesize", 0, true, Action::told, "max_response_size of the scenario bounds an answer"},
    CurlFlag{"--config", 'K', true, Action::told, "a file of flags: write them on the command line"},
    CurlFlag{"--expect100-timeout", 0, true, Action::told, "Expect: 100-continue is not sent"},
};

}  // namespace

const CurlFlag* curl_flag(std::string_view name) {
  const auto found =
      std::find_if(kFlags.begin(), kFlags.end(), [&](const CurlFlag& flag) { return flag.name == name; });
  return found == kFlags.end() ? nullptr : &*found;
}

const CurlFlag* curl_flag(char letter) {
  const auto found = std::find_if(kFlags.begin(), kFlags.end(),
                                  [&](const CurlFlag& flag) { return letter != 0 && flag.letter == letter; });
  return found == kFlags.end() ? nullptr : &*found;
}

}  // namespace plimsoll
