#pragma once

#include <libvirt/libvirt.h>

#include <memory>
#include <mutex>
#include <unordered_map>

#include "runtime/keep_alive.h"

namespace nodelibvirt {

class Environment;

/** Which of libvirt's families of events a registration belongs to. */
enum class EventFamily { network, nodeDevice, domain };

/** Whom to tell that a connection ended. */
struct CloseTarget {
  std::shared_ptr<Environment> environment;
  uint32_t listener;
  /** Null where the connection has none that we know of. */
  std::shared_ptr<Line> line;
};

/**
 * The open connection itself, with what has to be undone before it can close: libvirt keeps a
 * connection open for as long as a callback is registered. Used by the pool's threads.
 */
class Link {
 public:
  virConnectPtr connection = nullptr;
  bool watchesClose = false;
  std::unique_ptr<CloseTarget> closeTarget;
  std::unique_ptr<KeepAlive> keepAlive;

  void addCallback(uint32_t listener, EventFamily family, int callbackId);

  /** 0, or -1 as libvirt's deregistration answered; 0 also if there is no such callback. */
  int removeCallback(uint32_t listener);

  /** Asks the daemon, so it may block. */
  void close();

 private:
  struct Callback {
    EventFamily family;
    int id;
  };

  int deregister(const Callback& callback);

  std::mutex mutex_;
  std::unordered_map<uint32_t, Callback> callbacks_;
};

/** Called by libvirt when the connection ends without us; `opaque` is a CloseTarget. */
void onConnectionClosed(virConnectPtr, int reason, void* opaque);

}  // namespace nodelibvirt
