#include "scenarios/protocols/protocol_list.h"

#include "scenarios/protocols/framework_protocols.h"
#include "scenarios/protocols/kserve_protocols.h"
#include "scenarios/protocols/llm_protocols.h"
#include "scenarios/protocols/model_server_protocols.h"
#include "scenarios/protocols/openai_protocols.h"

#include <algorithm>
#include <utility>

namespace plimsoll {

const std::vector<Protocol>& protocols() {
  static const std::vector<Protocol> kAll = [] {
    std::vector<Protocol> all;
    for (auto family :
         {kserve_protocols(), model_server_protocols(), framework_protocols(), openai_protocols(), llm_protocols()})
      for (auto& one : family) all.push_back(std::move(one));
    return all;
  }();
  return kAll;
}

const Protocol* find_protocol(std::string_view name) {
  const auto& all = protocols();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Protocol& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace plimsoll
