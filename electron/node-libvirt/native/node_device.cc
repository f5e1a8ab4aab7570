#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

struct Parent {
  const char* name;
  Napi::Value toJs(Napi::Env env) const { return textOrNull(env, name); }
};

/** The root has no parent, which C tells from a failure only by the absence of an error. */
std::optional<Parent> getParent(virNodeDevicePtr device) {
  virResetLastError();
  const char* name = virNodeDeviceGetParent(device);
  if (name == nullptr && virGetLastErrorCode() != VIR_ERR_OK) return std::nullopt;
  return Parent{name};
}

struct Names {
  std::vector<Text> names;

  Napi::Value toJs(Napi::Env env) const {
    auto array = Napi::Array::New(env, names.size());
    for (uint32_t i = 0; i < names.size(); i++) array.Set(i, names[i].toJs(env));
    return array;
  }
};

std::optional<Names> listCapabilities(virNodeDevicePtr device) {
  const int expected = virNodeDeviceNumOfCaps(device);
  if (expected < 0) return std::nullopt;
  std::vector<char*> names(expected);
  const int count = virNodeDeviceListCaps(device, names.data(), expected);
  if (count < 0) return std::nullopt;
  Names result;
  for (int i = 0; i < count; i++) result.names.emplace_back(names[i]);
  return result;
}

std::optional<bool> getAutostart(virNodeDevicePtr device) {
  static auto* const get = findSymbol<int(virNodeDevicePtr, int*)>("virNodeDeviceGetAutostart");
  int autostart = 0;
  if (get(device, &autostart) < 0) return std::nullopt;
  return autostart != 0;
}

auto listAll(virConnectPtr connection, unsigned int flags) {
  return ownAll<virNodeDevice>([=](virNodeDevicePtr** list) {
    return virConnectListAllNodeDevices(connection, list, flags);
  });
}

}  // namespace

void exportNodeDevice(Exports& exports) {
  exports.addField("virNodeDeviceGetName", virNodeDeviceGetName);
  exports.add("virNodeDeviceGetParent", getParent);
  exports.add("virConnectListAllNodeDevices", listAll);
  exports.add("virNodeDeviceLookupByName", virNodeDeviceLookupByName);
  exports.add("virNodeDeviceLookupSCSIHostByWWN", virNodeDeviceLookupSCSIHostByWWN);
  exports.add("virNodeDeviceCreateXML", virNodeDeviceCreateXML);
  exports.add("virNodeDeviceGetXMLDesc", virNodeDeviceGetXMLDesc);
  exports.add("virNodeDeviceListCaps", listCapabilities);
  exports.add("virNodeDeviceDestroy", virNodeDeviceDestroy);
  exports.add("virNodeDeviceDetachFlags", virNodeDeviceDetachFlags);
  exports.add("virNodeDeviceReAttach", virNodeDeviceReAttach);
  exports.add("virNodeDeviceReset", virNodeDeviceReset);

  using Change = int(virNodeDevicePtr, unsigned int);
  using Question = int(virNodeDevicePtr);
  exports.addIfAvailable<virNodeDevicePtr(virConnectPtr, const char*, unsigned int)>(
      "virNodeDeviceDefineXML");
  exports.addIfAvailable<Change>("virNodeDeviceCreate");
  exports.addIfAvailable<Change>("virNodeDeviceUndefine");
  exports.addIfAvailable<int(virNodeDevicePtr, const char*, unsigned int)>("virNodeDeviceUpdate");
  exports.addIfAvailableAs<Flag, Question>("virNodeDeviceIsActive");
  exports.addIfAvailableAs<Flag, Question>("virNodeDeviceIsPersistent");
  exports.addIfAvailable<int(virNodeDevicePtr, int)>("virNodeDeviceSetAutostart");
  const bool hasAutostart =
      findSymbol<int(virNodeDevicePtr, int*)>("virNodeDeviceGetAutostart") != nullptr;
  exports.add("virNodeDeviceGetAutostart", hasAutostart ? getAutostart : nullptr);
}

}  // namespace nodelibvirt
