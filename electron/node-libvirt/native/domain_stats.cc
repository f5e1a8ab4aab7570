#include <libvirt/libvirt.h>

#include "modules.h"
#include "values/identity.h"
#include "values/typed_parameters.h"

namespace nodelibvirt {

namespace {

/** All records are freed by one function, so this is no OwnedArray. */
class Records {
 public:
  template <typename List>
  static std::optional<Records> from(List list) {
    virDomainStatsRecordPtr* records = nullptr;
    const int count = list(&records);
    if (count < 0) return std::nullopt;
    return Records(records, count);
  }

  Napi::Value toJs(Napi::Env env) const {
    auto array = Napi::Array::New(env, count_);
    for (int i = 0; i < count_; i++) {
      const Napi::HandleScope scope(env);
      auto record = Napi::Object::New(env);
      record.Set("domain", identityOf(records_.get()[i]->dom).toJs(env));
      record.Set("stats",
                 nodelibvirt::toJs(env, records_.get()[i]->params, records_.get()[i]->nparams));
      array.Set(i, record);
    }
    return array;
  }

 private:
  struct FreeAll {
    void operator()(virDomainStatsRecordPtr* records) const {
      virDomainStatsRecordListFree(records);
    }
  };

  Records(virDomainStatsRecordPtr* records, int count) : records_(records), count_(count) {}

  std::unique_ptr<virDomainStatsRecordPtr, FreeAll> records_;
  int count_;
};

auto getAll(virConnectPtr connection, unsigned int stats, unsigned int flags) {
  return Records::from([=](virDomainStatsRecordPtr** records) {
    return virConnectGetAllDomainStats(connection, stats, records, flags);
  });
}

/** The connection is only there to say on whose threads it runs. */
auto getSome(virConnectPtr, DomainList domains, unsigned int stats, unsigned int flags) {
  return Records::from([&](virDomainStatsRecordPtr** records) {
    return virDomainListGetStats(domains.data(), stats, records, flags);
  });
}

}  // namespace

void exportDomainStats(Exports& exports) {
  exports.add("virConnectGetAllDomainStats", getAll);
  exports.add("virDomainListGetStats", getSome);
}

}  // namespace nodelibvirt
