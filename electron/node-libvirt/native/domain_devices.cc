#include <libvirt/libvirt.h>

#include "modules.h"
#include "values/owned_array.h"
#include "values/typed_parameters.h"

namespace nodelibvirt {

namespace {

Napi::Value addressToJs(Napi::Env env, const virDomainIPAddress& address) {
  auto object = Napi::Object::New(env);
  object.Set("type", addressType(address.type));
  object.Set("address", textOrNull(env, address.addr));
  object.Set("prefix", address.prefix);
  return object;
}

Napi::Value interfaceToJs(Napi::Env env, const virDomainInterface& nic) {
  auto object = Napi::Object::New(env);
  object.Set("name", textOrNull(env, nic.name));
  object.Set("mac", textOrNull(env, nic.hwaddr));
  auto addresses = Napi::Array::New(env, nic.naddrs);
  for (unsigned int i = 0; i < nic.naddrs; i++) addresses.Set(i, addressToJs(env, nic.addrs[i]));
  object.Set("addresses", addresses);
  return object;
}

auto getAddresses(virDomainPtr domain, unsigned int source, unsigned int flags) {
  using Interfaces = OwnedArray<virDomainInterface, virDomainInterfaceFree, interfaceToJs>;
  return Interfaces::from([=](virDomainInterfacePtr** interfaces) {
    return virDomainInterfaceAddresses(domain, interfaces, source, flags);
  });
}

struct Traffic {
  virDomainInterfaceStatsStruct counters;

  Napi::Value toJs(Napi::Env env) const {
    auto object = Napi::Object::New(env);
    object.Set("rxBytes", counter(env, counters.rx_bytes));
    object.Set("rxPackets", counter(env, counters.rx_packets));
    object.Set("rxErrors", counter(env, counters.rx_errs));
    object.Set("rxDrops", counter(env, counters.rx_drop));
    object.Set("txBytes", counter(env, counters.tx_bytes));
    object.Set("txPackets", counter(env, counters.tx_packets));
    object.Set("txErrors", counter(env, counters.tx_errs));
    object.Set("txDrops", counter(env, counters.tx_drop));
    return object;
  }

 private:
  /** A negative counter is one that the hypervisor does not count. */
  static Napi::Value counter(Napi::Env env, long long value) {
    return value < 0 ? env.Null() : Napi::Value(Napi::Number::New(env, static_cast<double>(value)));
  }
};

std::optional<Traffic> getTraffic(virDomainPtr domain, const char* device) {
  Traffic traffic{};
  const int result =
      virDomainInterfaceStats(domain, device, &traffic.counters, sizeof traffic.counters);
  if (result < 0) return std::nullopt;
  return traffic;
}

/** Asked twice, as C wants it: how many there are, then what they are. */
std::optional<TypedParameters> getParameters(virDomainPtr domain, const char* device,
                                             unsigned int flags) {
  int count = 0;
  if (virDomainGetInterfaceParameters(domain, device, nullptr, &count, flags) < 0)
    return std::nullopt;
  if (count == 0) return TypedParameters();
  auto* items = static_cast<virTypedParameterPtr>(std::calloc(count, sizeof(virTypedParameter)));
  TypedParameters parameters(items, count);
  if (virDomainGetInterfaceParameters(domain, device, items, &count, flags) < 0)
    return std::nullopt;
  return parameters;
}

int setParameters(virDomainPtr domain, const char* device, const TypedParameters& parameters,
                  unsigned int flags) {
  return virDomainSetInterfaceParameters(domain, device, parameters.items(), parameters.count(),
                                         flags);
}

}  // namespace

void exportDomainDevices(Exports& exports) {
  exports.add("virDomainAttachDeviceFlags", virDomainAttachDeviceFlags);
  exports.add("virDomainDetachDeviceFlags", virDomainDetachDeviceFlags);
  exports.add("virDomainDetachDeviceAlias", virDomainDetachDeviceAlias);
  exports.add("virDomainUpdateDeviceFlags", virDomainUpdateDeviceFlags);
  exports.add("virDomainInterfaceAddresses", getAddresses);
  exports.add("virDomainInterfaceStats", getTraffic);
  exports.add("virDomainGetInterfaceParameters", getParameters);
  exports.add("virDomainSetInterfaceParameters", setParameters);
}

}  // namespace nodelibvirt
