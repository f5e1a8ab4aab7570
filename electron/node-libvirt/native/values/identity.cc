#include "values/identity.h"

#include "values/uuid.h"

namespace nodelibvirt {

Identity identityOf(virNetworkPtr network) {
  return {virNetworkGetName(network), uuidOf(network).text(), std::nullopt};
}

Identity identityOf(virDomainPtr domain) {
  return {virDomainGetName(domain), uuidOf(domain).text(),
          static_cast<int>(virDomainGetID(domain))};
}

Identity identityOf(virNodeDevicePtr device) {
  return {virNodeDeviceGetName(device), std::nullopt, std::nullopt};
}

Napi::Value Identity::toJs(Napi::Env env) const {
  auto object = Napi::Object::New(env);
  object.Set("name", name);
  if (uuid) object.Set("uuid", *uuid);
  if (id) object.Set("id", *id < 0 ? env.Null() : Napi::Value(Napi::Number::New(env, *id)));
  return object;
}

}  // namespace nodelibvirt
