#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <algorithm>
#include <unordered_map>

#include "fan_out.h"
#include "identity.h"
#include "modules.h"

namespace nodelibvirt {

namespace {

// The same bits as in src/inventory.ts.
constexpr unsigned int kXml = 1;
constexpr unsigned int kInactiveXml = 2;
constexpr uint8_t kActive = 1;
constexpr uint8_t kPersistent = 2;
constexpr uint8_t kAutostart = 4;

/** One object as it was found. */
struct Row {
  Identity identity;
  uint8_t attributes = 0;
  int state = 0;
  int reason = 0;
  Text xml;
  Text inactiveXml;
  bool vanished = false;
};

/** Rows, which become the columns of InventoryColumns in src/native.ts. */
class Inventory {
 public:
  explicit Inventory(std::vector<Row> rows) : rows_(std::move(rows)) {}

  Napi::Value toJs(Napi::Env env) const {
    auto columns = Napi::Object::New(env);
    columns.Set("names", texts(env, [env](const Row& row) {
                  return Napi::String::New(env, row.identity.name);
                }));
    columns.Set("uuids", texts(env, [env](const Row& row) {
                  return Napi::String::New(env, *row.identity.uuid);
                }));
    columns.Set("xmls", texts(env, [env](const Row& row) { return row.xml.toJs(env); }));
    columns.Set("inactiveXmls",
                texts(env, [env](const Row& row) { return row.inactiveXml.toJs(env); }));
    columns.Set("ids",
                numbers<int32_t>(env, [](const Row& row) { return row.identity.id.value_or(-1); }));
    columns.Set("states", numbers<int32_t>(env, [](const Row& row) { return row.state; }));
    columns.Set("reasons", numbers<int32_t>(env, [](const Row& row) { return row.reason; }));
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

  template <typename T, typename Cell>
  Napi::Value numbers(Napi::Env env, Cell cell) const {
    auto array = Napi::TypedArrayOf<T>::New(env, rows_.size());
    for (size_t i = 0; i < rows_.size(); i++) array[i] = cell(rows_[i]);
    return array;
  }

  std::vector<Row> rows_;
};

struct NetworkKind {
  using Object = virNetwork;
  static constexpr unsigned int kListPersistent = VIR_CONNECT_LIST_NETWORKS_PERSISTENT;
  static constexpr unsigned int kListAutostart = VIR_CONNECT_LIST_NETWORKS_AUTOSTART;
  static constexpr unsigned int kListActive = VIR_CONNECT_LIST_NETWORKS_ACTIVE;
  static constexpr unsigned int kXmlInactive = VIR_NETWORK_XML_INACTIVE;
  static constexpr int kGone = VIR_ERR_NO_NETWORK;
  static constexpr auto list = virConnectListAllNetworks;
  static constexpr auto getXml = virNetworkGetXMLDesc;
};

struct DomainKind {
  using Object = virDomain;
  static constexpr unsigned int kListPersistent = VIR_CONNECT_LIST_DOMAINS_PERSISTENT;
  static constexpr unsigned int kListAutostart = VIR_CONNECT_LIST_DOMAINS_AUTOSTART;
  static constexpr unsigned int kListActive = VIR_CONNECT_LIST_DOMAINS_ACTIVE;
  static constexpr unsigned int kXmlInactive = VIR_DOMAIN_XML_INACTIVE;
  static constexpr int kGone = VIR_ERR_NO_DOMAIN;
  static constexpr auto list = virConnectListAllDomains;
  static constexpr auto getXml = virDomainGetXMLDesc;
};

template <typename Kind>
using Objects = std::vector<std::shared_ptr<typename Kind::Object>>;

template <typename Kind>
std::optional<Objects<Kind>> list(virConnectPtr connection, unsigned int flags) {
  return ownAll<typename Kind::Object>(
      [=](typename Kind::Object*** objects) { return Kind::list(connection, objects, flags); });
}

using RowsByUuid = std::unordered_map<std::string, Row*>;

/** Lists those that have an attribute: one call, where asking each would be as many as objects. */
template <typename Kind>
bool markListed(virConnectPtr connection, unsigned int flags, uint8_t attribute,
                const RowsByUuid& rows) {
  const auto listed = list<Kind>(connection, flags);
  if (!listed) return false;
  for (const auto& object : *listed) {
    const auto row = rows.find(*identityOf(object.get()).uuid);
    if (row != rows.end()) row->second->attributes |= attribute;
  }
  return true;
}

template <typename Kind>
bool markAttributes(virConnectPtr connection, const RowsByUuid& rows) {
  return markListed<Kind>(connection, Kind::kListActive, kActive, rows) &&
         markListed<Kind>(connection, Kind::kListPersistent, kPersistent, rows) &&
         markListed<Kind>(connection, Kind::kListAutostart, kAutostart, rows);
}

int number(const virDomainStatsRecord& record, const char* name) {
  int value = 0;
  virTypedParamsGetInt(record.params, record.nparams, name, &value);
  return value;
}

/** States of all domains in one call; of each, where the driver has no such call. */
bool readStates(virConnectPtr connection, const Objects<DomainKind>& domains,
                std::vector<Row>& rows, const RowsByUuid& byUuid) {
  virDomainStatsRecordPtr* records = nullptr;
  const int count = virConnectGetAllDomainStats(connection, VIR_DOMAIN_STATS_STATE, &records, 0);
  for (int i = 0; i < count; i++) {
    const auto row = byUuid.find(*identityOf(records[i]->dom).uuid);
    if (row == byUuid.end()) continue;
    row->second->state = number(*records[i], "state.state");
    row->second->reason = number(*records[i], "state.reason");
  }
  if (count >= 0) {
    virDomainStatsRecordListFree(records);
    return true;
  }
  if (virGetLastErrorCode() != VIR_ERR_NO_SUPPORT) return false;
  for (size_t i = 0; i < domains.size(); i++) {
    virDomainGetState(domains[i].get(), &rows[i].state, &rows[i].reason, 0);
  }
  return true;
}

bool readStates(virConnectPtr, const Objects<NetworkKind>&, std::vector<Row>&, const RowsByUuid&) {
  return true;
}

/** An object that is gone by now is no failure: the list was true when it was made. */
template <typename Kind>
Text readXml(typename Kind::Object* object, unsigned int flags, Row& row) {
  char* xml = Kind::getXml(object, flags);
  if (xml != nullptr) return Text(xml);
  if (virGetLastErrorCode() == Kind::kGone) row.vanished = true;
  return Text();
}

template <typename Kind>
void readXmls(typename Kind::Object* object, unsigned int parts, Row& row) {
  const bool storedDiffers = (row.attributes & kActive) && (row.attributes & kPersistent);
  if (parts & kXml) row.xml = readXml<Kind>(object, 0, row);
  if ((parts & kInactiveXml) && storedDiffers)
    row.inactiveXml = readXml<Kind>(object, Kind::kXmlInactive, row);
}

template <typename Kind>
std::optional<Inventory> listInfo(Workers workers, unsigned int parts, unsigned int threads) {
  const virConnectPtr connection = workers.link.connection;
  const auto objects = list<Kind>(connection, 0);
  if (!objects) return std::nullopt;

  std::vector<Row> rows(objects->size());
  RowsByUuid byUuid;
  for (size_t i = 0; i < rows.size(); i++) {
    rows[i].identity = identityOf((*objects)[i].get());
    byUuid.emplace(*rows[i].identity.uuid, &rows[i]);
  }
  if (!markAttributes<Kind>(connection, byUuid)) return std::nullopt;
  if (!readStates(connection, *objects, rows, byUuid)) return std::nullopt;

  fanOut(workers.pool, threads, rows.size(),
         [&](size_t i) { readXmls<Kind>((*objects)[i].get(), parts, rows[i]); });
  rows.erase(std::remove_if(rows.begin(), rows.end(), [](const Row& row) { return row.vanished; }),
             rows.end());
  return Inventory(std::move(rows));
}

}  // namespace

void exportInventory(Exports& exports) {
  exports.add("listNetworksInfo", listInfo<NetworkKind>);
  exports.add("listDomainsInfo", listInfo<DomainKind>);
}

}  // namespace nodelibvirt
