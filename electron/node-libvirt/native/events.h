#pragma once

#include "values/payload.h"

namespace nodelibvirt {

/** Sends the event to the listener that `opaque` names. On libvirt's event loop's thread. */
void emit(void* opaque, Payload payload);

/** A kind of event: what libvirt calls, cast as libvirt wants it, and since which version. */
struct EventKind {
  void (*callback)();
  unsigned long since;
};

/** The kinds of each family, by libvirt's number; null if there is no such number. */
const EventKind* networkEvent(int id);
const EventKind* nodeDeviceEvent(int id);
const EventKind* domainEvent(int id);

}  // namespace nodelibvirt
