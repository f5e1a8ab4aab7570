#include <libvirt/libvirt.h>

#include "identity.h"
#include "modules.h"
#include "typed_parameters.h"

namespace nodelibvirt {

namespace {

class Records {
 public:
  Records(virDomainStatsRecordPtr* items, int count) : items_(items), count_(count) {}
  Records(Records&& other) noexcept
      : items_(std::exchange(other.items_, nullptr)), count_(std::exchange(other.count_, 0)) {}
  ~Records() {
    if (items_ != nullptr) virDomainStatsRecordListFree(items_);
  }

  Napi::Value toJs(Napi::Env env) const {
    auto array = Napi::Array::New(env, count_);
    for (int i = 0; i < count_; i++) {
      const Napi::HandleScope scope(env);
      auto record = Napi::Object::New(env);
      record.Set("domain", identityOf(items_[i]->dom).toJs(env));
      record.Set("stats", nodelibvirt::toJs(env, items_[i]->params, items_[i]->nparams));
      array.Set(i, record);
    }
    return array;
  }

 private:
  virDomainStatsRecordPtr* items_;
  int count_;
};

std::optional<Records> getAll(virConnectPtr connection, unsigned int stats, unsigned int flags) {
  virDomainStatsRecordPtr* records = nullptr;
  const int count = virConnectGetAllDomainStats(connection, stats, &records, flags);
  if (count < 0) return std::nullopt;
  return Records(records, count);
}

/** The connection is only there to say on whose threads it runs. */
std::optional<Records> getSome(virConnectPtr, DomainList domains, unsigned int stats, unsigned int flags) {
  virDomainStatsRecordPtr* records = nullptr;
  const int count = virDomainListGetStats(domains.data(), stats, &records, flags);
  if (count < 0) return std::nullopt;
  return Records(records, count);
}

}  // namespace

void exportDomainStats(Exports& exports) {
  exports.add("virConnectGetAllDomainStats", getAll);
  exports.add("virDomainListGetStats", getSome);
}

}  // namespace nodelibvirt
