#pragma once

#include <libvirt/libvirt.h>

#include <memory>
#include <vector>

#include "runtime/environment.h"

namespace nodelibvirt {

/** Lets JavaScript answer libvirt's questions while a connection opens. */
class Authentication {
 public:
  Authentication(std::shared_ptr<Environment> environment, std::vector<int> types,
                 uint32_t listener);

  /** For virConnectOpenAuth, on the worker: its callback waits for JavaScript. */
  virConnectAuthPtr auth() { return types_.empty() ? nullptr : &auth_; }

 private:
  static int ask(virConnectCredentialPtr credentials, unsigned int count, void* self);
  Answers answersTo(virConnectCredentialPtr credentials, unsigned int count);

  const std::shared_ptr<Environment> environment_;
  std::vector<int> types_;
  const uint32_t listener_;
  virConnectAuth auth_;
};

}  // namespace nodelibvirt
