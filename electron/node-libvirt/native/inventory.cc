#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "modules.h"
#include "runtime/fan_out.h"
#include "values/uuid.h"

namespace nodelibvirt {

namespace {

// The same bits as in src/inventory.ts.
constexpr unsigned int kXml = 1;
constexpr unsigned int kInactiveXml = 2;
constexpr uint8_t kActive = 1;
constexpr uint8_t kPersistent = 2;
constexpr uint8_t kAutostart = 4;

struct State {
  int state = 0;
  int reason = 0;
};

/** One object as it was found. */
struct Row {
  std::string name;
  Uuid uuid;
  int id = -1;
  uint8_t attributes = 0;
  State state;
  Text xml;
  Text inactiveXml;
  bool vanished = false;
};

/** Rows, which become the columns of InventoryColumns in src/native.ts. */
class Inventory {
 public:
  Inventory(std::vector<Row> rows, unsigned int parts) : rows_(std::move(rows)), parts_(parts) {}

  Napi::Value toJs(Napi::Env env) const {
    auto columns = Napi::Object::New(env);
    columns.Set("names",
                texts(env, [env](const Row& row) { return Napi::String::New(env, row.name); }));
    columns.Set("uuids", texts(env, [env](const Row& row) {
                  return Napi::String::New(env, row.uuid.text());
                }));
    if (parts_ & kXml) columns.Set("xmls", xmls(env, &Row::xml));
    if (parts_ & kInactiveXml) columns.Set("inactiveXmls", xmls(env, &Row::inactiveXml));
    columns.Set("ids", numbers<int32_t>(env, [](const Row& row) { return row.id; }));
    columns.Set("states", numbers<int32_t>(env, [](const Row& row) { return row.state.state; }));
    columns.Set("reasons", numbers<int32_t>(env, [](const Row& row) { return row.state.reason; }));
    columns.Set("attributes", numbers<uint8_t>(env, [](const Row& row) { return row.attributes; }));
    return columns;
  }

 private:
  template <typename Cell>
  Napi::Value texts(Napi::Env env, Cell cell) const {
    auto array = Napi::Array::New(env, rows_.size());
    for (uint32_t i = 0; i < rows_.size(); i++) {
      const Napi::HandleScope scope(env);
      array.Set(i, cell(rows_[i]));
    }
    return array;
  }

  Napi::Value xmls(Napi::Env env, Text Row::* xml) const {
    return texts(env, [env, xml](const Row& row) { return (row.*xml).toJs(env); });
  }

  template <typename T, typename Cell>
  Napi::Value numbers(Napi::Env env, Cell cell) const {
    auto array = Napi::TypedArrayOf<T>::New(env, rows_.size());
    for (size_t i = 0; i < rows_.size(); i++) array[i] = cell(rows_[i]);
    return array;
  }

  std::vector<Row> rows_;
  unsigned int parts_;
};

template <typename Kind>
using Objects = std::vector<std::shared_ptr<typename Kind::Object>>;
using Uuids = std::unordered_set<Uuid, Uuid::Hash>;

template <typename Kind>
std::optional<Objects<Kind>> list(virConnectPtr connection, unsigned int flags) {
  return ownAll<typename Kind::Object>(
      [=](typename Kind::Object*** objects) { return Kind::list(connection, objects, flags); });
}

/** Who has an attribute: one call, where asking each object would be as many as there are. */
template <typename Kind>
std::optional<Uuids> listUuids(virConnectPtr connection, unsigned int flags) {
  const auto objects = list<Kind>(connection, flags);
  if (!objects) return std::nullopt;
  Uuids uuids;
  for (const auto& object : *objects) uuids.insert(uuidOf(object.get()));
  return uuids;
}

using States = std::unordered_map<Uuid, State, Uuid::Hash>;

struct NetworkKind {
  using Object = virNetwork;
  static constexpr unsigned int kListTransient = VIR_CONNECT_LIST_NETWORKS_TRANSIENT;
  static constexpr unsigned int kListAutostart = VIR_CONNECT_LIST_NETWORKS_AUTOSTART;
  static constexpr unsigned int kXmlInactive = VIR_NETWORK_XML_INACTIVE;
  static constexpr int kGone = VIR_ERR_NO_NETWORK;
  static constexpr auto list = virConnectListAllNetworks;
  static constexpr auto getXml = virNetworkGetXMLDesc;

  static bool markActive(virConnectPtr connection, std::vector<Row>& rows) {
    const auto active = listUuids<NetworkKind>(connection, VIR_CONNECT_LIST_NETWORKS_ACTIVE);
    if (!active) return false;
    for (Row& row : rows) {
      if (active->count(row.uuid) > 0) row.attributes |= kActive;
    }
    return true;
  }

  static std::optional<States> readStates(virConnectPtr) { return States(); }
};

int number(const virDomainStatsRecord& record, const char* name) {
  int value = 0;
  virTypedParamsGetInt(record.params, record.nparams, name, &value);
  return value;
}

struct DomainKind {
  using Object = virDomain;
  static constexpr unsigned int kListTransient = VIR_CONNECT_LIST_DOMAINS_TRANSIENT;
  static constexpr unsigned int kListAutostart = VIR_CONNECT_LIST_DOMAINS_AUTOSTART;
  static constexpr unsigned int kXmlInactive = VIR_DOMAIN_XML_INACTIVE;
  static constexpr int kGone = VIR_ERR_NO_DOMAIN;
  static constexpr auto list = virConnectListAllDomains;
  static constexpr auto getXml = virDomainGetXMLDesc;

  /** The list has told already. */
  static bool markActive(virConnectPtr, std::vector<Row>& rows) {
    for (Row& row : rows) {
      if (row.id >= 0) row.attributes |= kActive;
    }
    return true;
  }

  static std::optional<States> readStates(virConnectPtr connection) {
    virDomainStatsRecordPtr* records = nullptr;
    const int count = virConnectGetAllDomainStats(connection, VIR_DOMAIN_STATS_STATE, &records, 0);
    if (count < 0) return std::nullopt;
    States states;
    for (int i = 0; i < count; i++) {
      states[uuidOf(records[i]->dom)] = {number(*records[i], "state.state"),
                                         number(*records[i], "state.reason")};
    }
    virDomainStatsRecordListFree(records);
    return states;
  }
};

void identify(virNetworkPtr network, Row& row) {
  row.name = virNetworkGetName(network);
  row.uuid = uuidOf(network);
}

void identify(virDomainPtr domain, Row& row) {
  row.name = virDomainGetName(domain);
  row.uuid = uuidOf(domain);
  row.id = static_cast<int>(virDomainGetID(domain));
}

/** An object that is gone by now is no failure: the list was true when it was made. */
template <typename Kind>
Text readXml(typename Kind::Object* object, unsigned int flags, Row& row) {
  char* xml = Kind::getXml(object, flags);
  if (xml != nullptr) return Text(xml);
  if (virGetLastErrorCode() == Kind::kGone) row.vanished = true;
  return Text();
}

/** One look at a connection: what is listed first, then a fan-out of all that is asked for. */
template <typename Kind>
class Look {
 public:
  Look(Workers workers, unsigned int parts, unsigned int threads)
      : connection_(workers.link.connection),
        pool_(workers.pool),
        parts_(parts),
        threads_(threads) {}

  std::optional<Inventory> take() {
    if (!listObjects()) return std::nullopt;
    const bool wantsXml = (parts_ & (kXml | kInactiveXml)) != 0;
    const size_t jobs = kAttributeJobs + (wantsXml ? rows_.size() : 0);
    fanOut(pool_, threads_, jobs, [this](size_t job) {
      job < kAttributeJobs ? readAttribute(job) : readXmls(job - kAttributeJobs);
    });
    if (!askMissingAgain()) return std::nullopt;
    merge();
    return Inventory(std::move(rows_), parts_);
  }

 private:
  static constexpr size_t kAttributeJobs = 3;

  bool listObjects() {
    auto objects = list<Kind>(connection_, 0);
    if (!objects) return false;
    objects_ = std::move(*objects);
    rows_.resize(objects_.size());
    for (size_t i = 0; i < rows_.size(); i++) identify(objects_[i].get(), rows_[i]);
    return Kind::markActive(connection_, rows_);
  }

  void readAttribute(size_t job) {
    if (job == 0) states_ = Kind::readStates(connection_);
    if (job == 1) transient_ = listUuids<Kind>(connection_, Kind::kListTransient);
    if (job == 2) autostart_ = listUuids<Kind>(connection_, Kind::kListAutostart);
  }

  /** What failed on a helper left its error there: to be told, it has to fail on this thread. */
  bool askMissingAgain() {
    const bool known[kAttributeJobs] = {states_.has_value(), transient_.has_value(),
                                        autostart_.has_value()};
    for (size_t job = 0; job < kAttributeJobs; job++) {
      if (!known[job]) readAttribute(job);
    }
    return states_ && transient_ && autostart_;
  }

  void readXmls(size_t index) {
    auto* object = objects_[index].get();
    Row& row = rows_[index];
    if (parts_ & kXml) row.xml = readXml<Kind>(object, 0, row);
    if ((parts_ & kInactiveXml) && (row.attributes & kActive)) {
      row.inactiveXml = readXml<Kind>(object, Kind::kXmlInactive, row);
    }
  }

  void merge() {
    for (Row& row : rows_) {
      if (transient_->count(row.uuid) == 0)
        row.attributes |= kPersistent;
      else
        row.inactiveXml = Text();
      if (autostart_->count(row.uuid) > 0) row.attributes |= kAutostart;
      const auto state = states_->find(row.uuid);
      if (state != states_->end()) row.state = state->second;
    }
    const auto vanished = [](const Row& row) { return row.vanished; };
    rows_.erase(std::remove_if(rows_.begin(), rows_.end(), vanished), rows_.end());
  }

  const virConnectPtr connection_;
  WorkerPool& pool_;
  const unsigned int parts_;
  const unsigned int threads_;
  Objects<Kind> objects_;
  std::vector<Row> rows_;
  std::optional<Uuids> transient_;
  std::optional<Uuids> autostart_;
  std::optional<States> states_;
};

template <typename Kind>
std::optional<Inventory> listInfo(Workers workers, unsigned int parts, unsigned int threads) {
  return Look<Kind>(workers, parts, threads).take();
}

}  // namespace

void exportInventory(Exports& exports) {
  exports.add("listNetworksInfo", listInfo<NetworkKind>);
  exports.add("listDomainsInfo", listInfo<DomainKind>);
}

}  // namespace nodelibvirt
