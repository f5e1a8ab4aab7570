#include "events.h"

namespace nodelibvirt {

namespace {

/** libvirt tells callbacks apart by number, and wants them all as the same type. */
template <typename... A>
EventKind kind(void (*callback)(A...), unsigned long since = 0) {
  return {reinterpret_cast<void (*)()>(callback), since};
}

constexpr unsigned long version(unsigned long major, unsigned long minor) {
  return major * 1'000'000 + minor * 1'000;
}

auto who(virNetworkPtr network) { return field("network", identityOf(network)); }
auto who(virNodeDevicePtr device) { return field("nodeDevice", identityOf(device)); }
auto who(virDomainPtr domain) { return field("domain", identityOf(domain)); }

template <typename T>
void onLifecycle(virConnectPtr, T* object, int event, int detail, void* opaque) {
  emit(opaque, Payload(who(object), field("event", event), field("detail", detail)));
}

template <typename T>
void onPlain(virConnectPtr, T* object, void* opaque) {
  emit(opaque, Payload(who(object)));
}

template <typename T>
void onMetadata(virConnectPtr, T* object, int type, const char* uri, void* opaque) {
  emit(opaque, Payload(who(object), field("type", type), field("uri", uri)));
}

void onDevice(virConnectPtr, virDomainPtr domain, const char* alias, void* opaque) {
  emit(opaque, Payload(who(domain), field("alias", alias)));
}

void onReason(virConnectPtr, virDomainPtr domain, int reason, void* opaque) {
  emit(opaque, Payload(who(domain), field("reason", reason)));
}

void onWatchdog(virConnectPtr, virDomainPtr domain, int action, void* opaque) {
  emit(opaque, Payload(who(domain), field("action", action)));
}

void onMigrationIteration(virConnectPtr, virDomainPtr domain, int iteration, void* opaque) {
  emit(opaque, Payload(who(domain), field("iteration", iteration)));
}

void onRtcChange(virConnectPtr, virDomainPtr domain, long long utcOffset, void* opaque) {
  emit(opaque, Payload(who(domain), field("utcOffset", utcOffset)));
}

void onBalloonChange(virConnectPtr, virDomainPtr domain, unsigned long long actual, void* opaque) {
  emit(opaque, Payload(who(domain), field("actual", actual)));
}

void onAgentLifecycle(virConnectPtr, virDomainPtr domain, int state, int reason, void* opaque) {
  emit(opaque, Payload(who(domain), field("state", state), field("reason", reason)));
}

void onIoError(virConnectPtr, virDomainPtr domain, const char* path, const char* alias, int action,
               void* opaque) {
  emit(opaque,
       Payload(who(domain), field("path", path), field("alias", alias), field("action", action)));
}

void onIoErrorReason(virConnectPtr, virDomainPtr domain, const char* path, const char* alias,
                     int action, const char* reason, void* opaque) {
  emit(opaque, Payload(who(domain), field("path", path), field("alias", alias),
                       field("action", action), field("reason", reason)));
}

void onBlockJob(virConnectPtr, virDomainPtr domain, const char* disk, int type, int status,
                void* opaque) {
  emit(opaque,
       Payload(who(domain), field("disk", disk), field("type", type), field("status", status)));
}

void onDiskChange(virConnectPtr, virDomainPtr domain, const char* oldPath, const char* newPath,
                  const char* alias, int reason, void* opaque) {
  emit(opaque, Payload(who(domain), field("oldPath", oldPath), field("newPath", newPath),
                       field("alias", alias), field("reason", reason)));
}

void onTrayChange(virConnectPtr, virDomainPtr domain, const char* alias, int reason, void* opaque) {
  emit(opaque, Payload(who(domain), field("alias", alias), field("reason", reason)));
}

/** libvirt frees the parameters when this is over. */
void onParameters(virConnectPtr, virDomainPtr domain, virTypedParameterPtr parameters, int count,
                  void* opaque) {
  emit(opaque,
       Payload(who(domain), field("parameters", TypedParameters::copyOf(parameters, count))));
}

void onBlockThreshold(virConnectPtr, virDomainPtr domain, const char* device, const char* path,
                      unsigned long long threshold, unsigned long long excess, void* opaque) {
  emit(opaque, Payload(who(domain), field("device", device), field("path", path),
                       field("threshold", threshold), field("excess", excess)));
}

void onMemoryFailure(virConnectPtr, virDomainPtr domain, int recipient, int action,
                     unsigned int flags, void* opaque) {
  emit(opaque, Payload(who(domain), field("recipient", recipient), field("action", action),
                       field("flags", static_cast<int>(flags))));
}

void onMemoryDeviceSizeChange(virConnectPtr, virDomainPtr domain, const char* alias,
                              unsigned long long size, void* opaque) {
  emit(opaque, Payload(who(domain), field("alias", alias), field("size", size)));
}

void onNicMacChange(virConnectPtr, virDomainPtr domain, const char* alias, const char* oldMac,
                    const char* newMac, void* opaque) {
  emit(opaque, Payload(who(domain), field("alias", alias), field("oldMac", oldMac),
                       field("newMac", newMac)));
}

GraphicsAddress copy(const virDomainEventGraphicsAddress& address) {
  const auto text = [](const char* value) { return std::string(value != nullptr ? value : ""); };
  return {address.family, text(address.node), text(address.service)};
}

GraphicsSubject copy(const virDomainEventGraphicsSubject& subject) {
  GraphicsSubject identities;
  for (int i = 0; i < subject.nidentity; i++) {
    identities.emplace_back(subject.identities[i].type, subject.identities[i].name);
  }
  return identities;
}

void onGraphics(virConnectPtr, virDomainPtr domain, int phase,
                const virDomainEventGraphicsAddress* local,
                const virDomainEventGraphicsAddress* remote, const char* authScheme,
                const virDomainEventGraphicsSubject* subject, void* opaque) {
  emit(opaque, Payload(who(domain), field("phase", phase), field("local", copy(*local)),
                       field("remote", copy(*remote)), field("authScheme", authScheme),
                       field("subject", copy(*subject))));
}

template <size_t N>
const EventKind* at(const EventKind (&kinds)[N], int id) {
  return id >= 0 && static_cast<size_t>(id) < N ? &kinds[id] : nullptr;
}

}  // namespace

const EventKind* networkEvent(int id) {
  static const EventKind kinds[] = {
      kind(onLifecycle<virNetwork>),
      kind(onMetadata<virNetwork>, version(9, 8)),
  };
  return at(kinds, id);
}

const EventKind* nodeDeviceEvent(int id) {
  static const EventKind kinds[] = {
      kind(onLifecycle<virNodeDevice>),
      kind(onPlain<virNodeDevice>),
  };
  return at(kinds, id);
}

const EventKind* domainEvent(int id) {
  // In the order of virDomainEventID.
  static const EventKind kinds[] = {
      kind(onLifecycle<virDomain>),
      kind(onPlain<virDomain>),  // reboot
      kind(onRtcChange),
      kind(onWatchdog),
      kind(onIoError),
      kind(onGraphics),
      kind(onIoErrorReason),
      kind(onPlain<virDomain>),  // control error
      kind(onBlockJob),
      kind(onDiskChange),
      kind(onTrayChange),
      kind(onReason),  // power management: wake-up
      kind(onReason),  // power management: suspended to memory
      kind(onBalloonChange),
      kind(onReason),  // power management: suspended to disk
      kind(onDevice),  // removed
      kind(onBlockJob),
      kind(onParameters),  // tunable
      kind(onAgentLifecycle),
      kind(onDevice),  // added
      kind(onMigrationIteration),
      kind(onParameters),  // job completed
      kind(onDevice),      // removal failed
      kind(onMetadata<virDomain>),
      kind(onBlockThreshold),
      kind(onMemoryFailure),
      kind(onMemoryDeviceSizeChange, version(7, 9)),
      kind(onNicMacChange, version(11, 2)),
  };
  return at(kinds, id);
}

}  // namespace nodelibvirt
