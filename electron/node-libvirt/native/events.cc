#include "events.h"

#include <libvirt/virterror.h>

#include "modules.h"

namespace nodelibvirt {

namespace {

/** Whom libvirt's callback speaks to; owned by libvirt until the callback is deregistered. */
struct EventTarget {
  std::shared_ptr<Environment> environment;
  uint32_t listener;
};

void freeTarget(void* opaque) { delete static_cast<EventTarget*>(opaque); }

class EventDelivery : public Delivery {
 public:
  EventDelivery(uint32_t listener, Payload payload)
      : listener_(listener), payload_(std::move(payload)) {}

  void deliver(Napi::Env env) override {
    Environment::of(env).callListener(listener_, {payload_.toJs(env)});
  }

 private:
  const uint32_t listener_;
  const Payload payload_;
};

EventFamily familyFrom(const std::string& name) {
  if (name == "network") return EventFamily::network;
  if (name == "nodeDevice") return EventFamily::nodeDevice;
  return EventFamily::domain;
}

const EventKind* findEvent(EventFamily family, int id) {
  switch (family) {
    case EventFamily::network:
      return networkEvent(id);
    case EventFamily::nodeDevice:
      return nodeDeviceEvent(id);
    case EventFamily::domain:
      return domainEvent(id);
  }
  return nullptr;
}

const char* registerFunction(EventFamily family) {
  switch (family) {
    case EventFamily::network:
      return "virConnectNetworkEventRegisterAny";
    case EventFamily::nodeDevice:
      return "virConnectNodeDeviceEventRegisterAny";
    case EventFamily::domain:
      return "virConnectDomainEventRegisterAny";
  }
  return "";
}

int registerCallback(virConnectPtr connection, EventFamily family, int id, void (*callback)(),
                     void* opaque) {
  switch (family) {
    case EventFamily::network:
      return virConnectNetworkEventRegisterAny(
          connection, nullptr, id, VIR_NETWORK_EVENT_CALLBACK(callback), opaque, freeTarget);
    case EventFamily::nodeDevice:
      return virConnectNodeDeviceEventRegisterAny(
          connection, nullptr, id, VIR_NODE_DEVICE_EVENT_CALLBACK(callback), opaque, freeTarget);
    case EventFamily::domain:
      return virConnectDomainEventRegisterAny(
          connection, nullptr, id, VIR_DOMAIN_EVENT_CALLBACK(callback), opaque, freeTarget);
  }
  return -1;
}

bool isAvailable(const EventKind& kind) {
  unsigned long version = 0;
  return virGetVersion(&version, nullptr, nullptr) == 0 && version >= kind.since;
}

class Subscribe : public Task {
 public:
  Subscribe(Napi::Env env, std::shared_ptr<Session> session, EventFamily family, int id,
            Napi::Function listener)
      : deferred_(Napi::Promise::Deferred::New(env)),
        session_(std::move(session)),
        family_(family),
        id_(id),
        listener_(session_->environment()->addListener(listener)) {
    session_->addListener(listener_);
  }

  Napi::Value promise() const { return deferred_.Promise(); }

  void run() override {
    const EventKind* kind = findEvent(family_, id_);
    if (kind == nullptr || !isAvailable(*kind)) {
      error_ = unsupportedError(registerFunction(family_), "event " + std::to_string(id_));
      return;
    }
    auto* target = new EventTarget{session_->environment(), listener_};
    Link& link = *session_->link();
    const int callbackId = registerCallback(link.connection, family_, id_, kind->callback, target);
    if (callbackId < 0) {
      error_ = lastError(registerFunction(family_));
      freeTarget(target);
    } else {
      link.addCallback(listener_, family_, callbackId);
    }
  }

  void deliver(Napi::Env env) override {
    session_->environment()->release();
    if (error_) {
      session_->removeListener(listener_);
      deferred_.Reject(toJs(env, *error_));
    } else {
      deferred_.Resolve(Napi::Number::New(env, listener_));
    }
  }

 private:
  const Napi::Promise::Deferred deferred_;
  const std::shared_ptr<Session> session_;
  const EventFamily family_;
  const int id_;
  const uint32_t listener_;
  std::optional<Error> error_;
};

Napi::Value subscribe(const Napi::CallbackInfo& info) {
  const auto session = Handle::from(info[0]).session;
  const EventFamily family = familyFrom(info[1].As<Napi::String>());
  if (session->isClosing()) return rejected(info.Env(), closedError(registerFunction(family)));
  const int id = integerFrom<int>(info[2]);
  auto task =
      std::make_unique<Subscribe>(info.Env(), session, family, id, info[3].As<Napi::Function>());
  const Napi::Value promise = task->promise();
  session->submit(std::move(task));
  return promise;
}

int removeCallback(Workers workers, unsigned int listener) {
  return workers.link.removeCallback(listener);
}

/** A closed connection has deregistered everything already. */
Napi::Value unsubscribe(const Napi::CallbackInfo& info) {
  const auto session = Handle::from(info[0]).session;
  session->removeListener(integerFrom<uint32_t>(info[1]));
  if (!session->isClosing())
    return call<Nothing>(info, "virConnectDomainEventDeregisterAny", removeCallback);
  const auto deferred = Napi::Promise::Deferred::New(info.Env());
  deferred.Resolve(info.Env().Undefined());
  return deferred.Promise();
}

}  // namespace

void emit(void* opaque, Payload payload) {
  const auto* target = static_cast<EventTarget*>(opaque);
  target->environment->post(std::make_unique<EventDelivery>(target->listener, std::move(payload)));
}

void exportEvents(Exports& exports) {
  exports.set("subscribe", subscribe);
  exports.set("unsubscribe", unsubscribe);
}

}  // namespace nodelibvirt
