#include "scenarios/tables/connection_table.h"

namespace plimsoll {
namespace {

ValueType<std::string> address_type() {
  return {"address", R"({"type": "string", "minLength": 2, "examples": ["127.0.0.2", "fd00::2"]})",
          [](const Value& value) { return value.parsed(parse_address); }};
}

std::optional<std::vector<ResolveOverride>> read_resolve(const Value& value) {
  if (!value.is_map()) {
    value.expected("a mapping like {\"api.test:443\": 127.0.0.1}");
    return std::nullopt;
  }
  const auto addresses = list_type(address_type());
  std::vector<ResolveOverride> overrides;
  for (const auto& [key, line, entry] : value.entries()) {
    auto made = parse_host_and_port(key);
    if (!made) {
      entry.refuse(made.error().message);
      continue;
    }
    made->addresses = addresses.read(entry).value_or(std::vector<std::string>{});
    if (made->addresses.empty()) entry.expected("an address, or a list of them");
    overrides.push_back(*std::move(made));
  }
  return overrides;
}

ValueType<std::vector<ResolveOverride>> resolve_type() {
  const auto addresses = list_type(address_type());
  return {"mapping of `HOST:PORT` to an address or a list of them",
          R"({"type": "object", "additionalProperties": )" + addresses.schema + "}", read_resolve};
}

}  // namespace

const ObjectTable<ConnectionOptions>& connection_table() {
  static const ObjectTable<ConnectionOptions> kTable = {
      "connection",
      "How connections to the target are made and kept.",
      {
          field({"keep_alive", "true", "false: a new connection for each request, with `Connection: close`"},
                &ConnectionOptions::keep_alive, boolean_type()),
          field({"source", "the kernel's choice",
                 "addresses of this machine that connections come from, each in its turn: more of them, more ports"},
                &ConnectionOptions::sources, list_type(address_type())),
          field({"resolve", "", "where the target's name leads, instead of asking; certificates are still of the name"},
                &ConnectionOptions::resolve, resolve_type()),
          field({"re_resolve", "1m",
                 "new connections ask for the target's name again when its answer is older; `0`: only when no address "
                 "can be reached"},
                &ConnectionOptions::re_resolve, duration_type()),
      },
      {
          {"timeout", "is called connect_timeout, beside `connection`"},
          {"reuse", "is called keep_alive: true or false"},
          {"sources", "is called source"},
      }};
  return kTable;
}

}  // namespace plimsoll
