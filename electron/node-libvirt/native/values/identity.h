#pragma once

#include <libvirt/libvirt.h>
#include <napi.h>

#include <optional>
#include <string>

namespace nodelibvirt {

/** Which object something is about, as plain data: taken where the object is at hand. */
struct Identity {
  std::string name;
  std::optional<std::string> uuid;
  /** Domains only; -1 if it does not run. */
  std::optional<int> id;

  Napi::Value toJs(Napi::Env env) const;
};

Identity identityOf(virNetworkPtr network);
Identity identityOf(virDomainPtr domain);
Identity identityOf(virNodeDevicePtr device);

}  // namespace nodelibvirt
