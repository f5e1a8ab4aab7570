#include <libvirt/libvirt.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

const char* addressType(int type) { return type == VIR_IP_ADDR_TYPE_IPV6 ? "ipv6" : "ipv4"; }

class Leases {
 public:
  Leases(virNetworkDHCPLeasePtr* items, int count) : items_(items), count_(count) {}
  Leases(Leases&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  ~Leases() {
    for (int i = 0; i < count_; i++) virNetworkDHCPLeaseFree(items_[i]);
    std::free(items_);
  }

  Napi::Value toJs(Napi::Env env) const {
    auto array = Napi::Array::New(env, count_);
    for (int i = 0; i < count_; i++) array.Set(i, toJs(env, *items_[i]));
    return array;
  }

 private:
  static Napi::Value toJs(Napi::Env env, const virNetworkDHCPLease& lease) {
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

  virNetworkDHCPLeasePtr* items_;
  int count_;
};

std::optional<Leases> getLeases(virNetworkPtr network, const char* mac, unsigned int flags) {
  virNetworkDHCPLeasePtr* leases = nullptr;
  const int count = virNetworkGetDHCPLeases(network, mac, &leases, flags);
  if (count < 0) return std::nullopt;
  return Leases(leases, count);
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
  exports.addIfAvailable<char*(virNetworkPtr, int, const char*, unsigned int)>("virNetworkGetMetadata");
  exports.addIfAvailable<int(virNetworkPtr, int, const char*, const char*, const char*, unsigned int)>(
      "virNetworkSetMetadata");
}

}  // namespace nodelibvirt
