#include "runtime/link.h"

namespace nodelibvirt {

void Link::addCallback(uint32_t listener, EventFamily family, int callbackId) {
  const std::lock_guard lock(mutex_);
  callbacks_.emplace(listener, Callback{family, callbackId});
}

int Link::removeCallback(uint32_t listener) {
  std::unique_lock lock(mutex_);
  const auto found = callbacks_.find(listener);
  if (found == callbacks_.end()) return 0;
  const Callback callback = found->second;
  callbacks_.erase(found);
  lock.unlock();
  return deregister(callback);
}

void Link::close() {
  if (connection == nullptr) return;
  for (const auto& [listener, callback] : callbacks_) deregister(callback);
  callbacks_.clear();
  if (watchesClose) virConnectUnregisterCloseCallback(connection, onConnectionClosed);
  virConnectClose(connection);
  connection = nullptr;
  // Only now: a daemon that hangs would not let the connection close. With it goes the socket.
  keepAlive.reset();
  closeTarget.reset();
}

int Link::deregister(const Callback& callback) {
  switch (callback.family) {
    case EventFamily::network:
      return virConnectNetworkEventDeregisterAny(connection, callback.id);
    case EventFamily::nodeDevice:
      return virConnectNodeDeviceEventDeregisterAny(connection, callback.id);
    case EventFamily::domain:
      return virConnectDomainEventDeregisterAny(connection, callback.id);
  }
  return 0;
}

}  // namespace nodelibvirt
