#include <libvirt/libvirt.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

/** libvirt says -1, as an unsigned number, if it does not run. */
Napi::Value getId(const Napi::CallbackInfo& info) {
  const auto domain = Exports::openObject<virDomain>(info, "virDomainGetID");
  const auto id = static_cast<int>(virDomainGetID(domain.get()));
  return id < 0 ? info.Env().Null() : Napi::Value(Napi::Number::New(info.Env(), id));
}

struct State {
  int state;
  int reason;

  Napi::Value toJs(Napi::Env env) const {
    auto pair = Napi::Array::New(env, 2);
    pair.Set(0u, state);
    pair.Set(1u, reason);
    return pair;
  }
};

std::optional<State> getState(virDomainPtr domain, unsigned int flags) {
  State state{};
  if (virDomainGetState(domain, &state.state, &state.reason, flags) < 0) return std::nullopt;
  return state;
}

std::optional<bool> getAutostart(virDomainPtr domain) {
  int autostart = 0;
  if (virDomainGetAutostart(domain, &autostart) < 0) return std::nullopt;
  return autostart != 0;
}

auto listAll(virConnectPtr connection, unsigned int flags) {
  return ownAll<virDomain>(
      [=](virDomainPtr** list) { return virConnectListAllDomains(connection, list, flags); });
}

}  // namespace

void exportDomain(Exports& exports) {
  exports.addField("virDomainGetName", virDomainGetName);
  exports.addUuid("virDomainGetUUIDString", virDomainGetUUIDString);
  exports.set("virDomainGetID", getId);
  exports.add("virConnectListAllDomains", listAll);
  exports.add("virDomainLookupByID", virDomainLookupByID);
  exports.add("virDomainLookupByName", virDomainLookupByName);
  exports.add("virDomainLookupByUUIDString", virDomainLookupByUUIDString);
  exports.add("virDomainDefineXMLFlags", virDomainDefineXMLFlags);
  exports.add("virDomainCreateXML", virDomainCreateXML);
  exports.add("virDomainCreateWithFlags", virDomainCreateWithFlags);
  exports.add("virDomainShutdownFlags", virDomainShutdownFlags);
  exports.add("virDomainReboot", virDomainReboot);
  exports.add("virDomainReset", virDomainReset);
  exports.add("virDomainDestroyFlags", virDomainDestroyFlags);
  exports.add("virDomainSuspend", virDomainSuspend);
  exports.add("virDomainResume", virDomainResume);
  exports.add("virDomainUndefineFlags", virDomainUndefineFlags);
  exports.addAs<Flag>("virDomainIsActive", virDomainIsActive);
  exports.addAs<Flag>("virDomainIsPersistent", virDomainIsPersistent);
  exports.addAs<Flag>("virDomainIsUpdated", virDomainIsUpdated);
  exports.addAs<Flag>("virDomainHasManagedSaveImage", virDomainHasManagedSaveImage);
  exports.add("virDomainManagedSaveGetXMLDesc", virDomainManagedSaveGetXMLDesc);
  exports.add("virDomainManagedSaveRemove", virDomainManagedSaveRemove);
  exports.add("virDomainGetState", getState);
  exports.add("virDomainGetAutostart", getAutostart);
  exports.add("virDomainSetAutostart", virDomainSetAutostart);
  exports.add("virDomainGetXMLDesc", virDomainGetXMLDesc);
  exports.add("virDomainGetOSType", virDomainGetOSType);
  exports.add("virDomainGetHostname", virDomainGetHostname);
  exports.add("virDomainRename", virDomainRename);
  exports.add("virDomainGetMetadata", virDomainGetMetadata);
  exports.add("virDomainSetMetadata", virDomainSetMetadata);
  exports.add("virDomainAgentSetResponseTimeout", virDomainAgentSetResponseTimeout);
}

}  // namespace nodelibvirt
