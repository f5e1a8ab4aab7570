#include <libvirt/libvirt.h>

#include "modules.h"
#include "values/owned_array.h"

namespace nodelibvirt {

namespace {

Napi::Value leaseToJs(Napi::Env env, const virNetworkDHCPLease& lease) {
  auto object = Napi::Object::New(env);
  object.Set("interface", textOrNull(env, lease.iface));
  object.Set("expiryTime", static_cast<double>(lease.expirytime));
  object.Set("type", addressType(lease.type));
  object.Set("mac", textOrNull(env, lease.mac));
  object.Set("iaid", textOrNull(env, lease.iaid));
  object.Set("ipAddress", textOrNull(env, lease.ipaddr));
  object.Set("prefix", lease.prefix);
  object.Set("hostname", textOrNull(env, lease.hostname));
  object.Set("clientId", textOrNull(env, lease.clientid));
  return object;
}

auto getLeases(virNetworkPtr network, const char* mac, unsigned int flags) {
  using Leases = OwnedArray<virNetworkDHCPLease, virNetworkDHCPLeaseFree, leaseToJs>;
  return Leases::from([=](virNetworkDHCPLeasePtr** leases) {
    return virNetworkGetDHCPLeases(network, mac, leases, flags);
  });
}

std::optional<bool> getAutostart(virNetworkPtr network) {
  int autostart = 0;
  if (virNetworkGetAutostart(network, &autostart) < 0) return std::nullopt;
  return autostart != 0;
}

auto listAll(virConnectPtr connection, unsigned int flags) {
  return ownAll<virNetwork>(
      [=](virNetworkPtr** list) { return virConnectListAllNetworks(connection, list, flags); });
}

}  // namespace

void exportNetwork(Exports& exports) {
  exports.addField("virNetworkGetName", virNetworkGetName);
  exports.addUuid("virNetworkGetUUIDString", virNetworkGetUUIDString);
  exports.add("virConnectListAllNetworks", listAll);
  exports.add("virNetworkLookupByName", virNetworkLookupByName);
  exports.add("virNetworkLookupByUUIDString", virNetworkLookupByUUIDString);
  exports.add("virNetworkDefineXML", virNetworkDefineXML);
  exports.add("virNetworkCreateXML", virNetworkCreateXML);
  exports.add("virNetworkCreate", virNetworkCreate);
  exports.add("virNetworkDestroy", virNetworkDestroy);
  exports.add("virNetworkUndefine", virNetworkUndefine);
  exports.addAs<Flag>("virNetworkIsActive", virNetworkIsActive);
  exports.addAs<Flag>("virNetworkIsPersistent", virNetworkIsPersistent);
  exports.add("virNetworkGetAutostart", getAutostart);
  exports.add("virNetworkSetAutostart", virNetworkSetAutostart);
  exports.add("virNetworkGetXMLDesc", virNetworkGetXMLDesc);
  exports.add("virNetworkGetBridgeName", virNetworkGetBridgeName);
  exports.add("virNetworkUpdate", virNetworkUpdate);
  exports.add("virNetworkGetDHCPLeases", getLeases);

  using Create = virNetworkPtr(virConnectPtr, const char*, unsigned int);
  exports.addIfAvailable<Create>("virNetworkDefineXMLFlags");
  exports.addIfAvailable<Create>("virNetworkCreateXMLFlags");
  exports.addIfAvailable<char*(virNetworkPtr, int, const char*, unsigned int)>(
      "virNetworkGetMetadata");
  exports
      .addIfAvailable<int(virNetworkPtr, int, const char*, const char*, const char*, unsigned int)>(
          "virNetworkSetMetadata");
}

}  // namespace nodelibvirt
