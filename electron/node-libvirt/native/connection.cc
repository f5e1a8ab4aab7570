#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "modules.h"
#include "runtime/auth.h"
#include "runtime/event_loop.h"

namespace nodelibvirt {

namespace {

class CloseDelivery : public Delivery {
 public:
  CloseDelivery(uint32_t listener, int reason) : listener_(listener), reason_(reason) {}

  void deliver(Napi::Env env) override {
    Environment::of(env).callListener(listener_, {Napi::Number::New(env, reason_)});
  }

 private:
  const uint32_t listener_;
  const int reason_;
};

std::vector<int> integers(const Napi::Array& array) {
  std::vector<int> values;
  for (uint32_t i = 0; i < array.Length(); i++) {
    values.push_back(integerFrom<int>(array.Get(i)));
  }
  return values;
}

/** Once per process, before libvirt's first call. */
void prepareLibvirt() {
  static std::once_flag once;
  std::call_once(once, [] {
    startEventLoop();
    // libvirt prints errors unless someone else takes them; ours travel with the rejections.
    virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
  });
}

std::shared_ptr<Line> lineJustOpened() {
  const int fd = lastWatched() < 0 ? -1 : fcntl(lastWatched(), F_DUPFD_CLOEXEC, 0);
  return fd < 0 ? nullptr : std::make_shared<Line>(fd);
}

/** Opening is a call like the others, except that its connection comes only with its result. */
class Open : public Task {
 public:
  Open(const Napi::CallbackInfo& info, std::shared_ptr<Session> session)
      : deferred_(Napi::Promise::Deferred::New(info.Env())),
        session_(std::move(session)),
        uri_(info[0]),
        credentialsListener_(listenerFrom(info[2])),
        authentication_(session_->environment(), integers(info[1].As<Napi::Array>()),
                        credentialsListener_),
        flags_(integerFrom<unsigned int>(info[3])) {
    session_->closeListener = session_->environment()->addListener(info[5].As<Napi::Function>());
  }

  Napi::Value promise() const { return deferred_.Promise(); }

  void run() override {
    prepareLibvirt();
    Link& link = *session_->link();
    forgetLastWatched();
    link.connection = virConnectOpenAuth(uri_.get(), authentication_.auth(), flags_);
    if (link.connection == nullptr) {
      error_ = lastError("virConnectOpenAuth");
    } else {
      watchClose(link);
    }
  }

  void deliver(Napi::Env env) override {
    session_->environment()->release();
    session_->environment()->removeListener(credentialsListener_);
    if (error_) {
      session_->removeListeners();
      return deferred_.Reject(toJs(env, *error_));
    }
    // The handle has a reference of its own to nothing: the link owns the connection.
    const std::shared_ptr<virConnect> connection(session_->link(), session_->link()->connection);
    deferred_.Resolve(session_->wrap(env, connection));
  }

 private:
  uint32_t listenerFrom(const Napi::Value& value) {
    return value.IsNull() ? 0 : session_->environment()->addListener(value.As<Napi::Function>());
  }

  /** Not left to libvirt to free: it does not, where the driver has no such callback. */
  void watchClose(Link& link) {
    link.closeTarget.reset(
        new CloseTarget{session_->environment(), session_->closeListener, lineJustOpened()});
    link.watchesClose = virConnectRegisterCloseCallback(link.connection, onConnectionClosed,
                                                        link.closeTarget.get(), nullptr) == 0;
  }

  const Napi::Promise::Deferred deferred_;
  const std::shared_ptr<Session> session_;
  const Parameter<const char*> uri_;
  const uint32_t credentialsListener_;
  Authentication authentication_;
  const unsigned int flags_;
  std::optional<Error> error_;
};

Napi::Value open(const Napi::CallbackInfo& info) {
  const auto session = Session::create(info.Env(), integerFrom<uint32_t>(info[4]));
  auto task = std::make_unique<Open>(info, session);
  const Napi::Value promise = task->promise();
  session->submit(std::move(task));
  return promise;
}

std::optional<double> getVersion(virConnectPtr connection) {
  unsigned long version = 0;
  if (virConnectGetVersion(connection, &version) < 0) return std::nullopt;
  return version;
}

std::optional<double> getLibVersion(virConnectPtr connection) {
  unsigned long version = 0;
  if (virConnectGetLibVersion(connection, &version) < 0) return std::nullopt;
  return version;
}

Napi::Value libraryVersion(const Napi::CallbackInfo& info) {
  unsigned long version = 0;
  virGetVersion(&version, nullptr, nullptr);
  return Napi::Number::New(info.Env(), static_cast<double>(version));
}

/**
 * libvirt's own keep-alive where there can be none of ours. 0 means that it works, 1 that the other
 * side knows none.
 */
std::optional<bool> setKeepAlive(Workers workers, int interval, unsigned int count) {
  Link& link = workers.link;
  const std::shared_ptr<Line>& line = link.closeTarget->line;
  if (line) link.keepAlive = KeepAlive::start(link.connection, line, interval, count);
  if (link.keepAlive) return true;
  const int result = virConnectSetKeepAlive(link.connection, interval, count);
  if (result < 0) return std::nullopt;
  return result == 0;
}

}  // namespace

void onConnectionClosed(virConnectPtr, int reason, void* opaque) {
  const auto* target = static_cast<CloseTarget*>(opaque);
  if (target->line && target->line->wasCut()) reason = VIR_CONNECT_CLOSE_REASON_KEEPALIVE;
  target->environment->post(std::make_unique<CloseDelivery>(target->listener, reason));
}

void exportConnection(Exports& exports) {
  exports.set("virConnectOpenAuth", open);
  exports.set("virConnectClose", [](const Napi::CallbackInfo& info) {
    return Handle::from(info[0]).session->close(info.Env());
  });
  exports.set("virGetVersion", libraryVersion);
  exports.addAs<Flag>("virConnectIsAlive", virConnectIsAlive);
  exports.addAs<Flag>("virConnectIsEncrypted", virConnectIsEncrypted);
  exports.addAs<Flag>("virConnectIsSecure", virConnectIsSecure);
  exports.add("virConnectSetKeepAlive", setKeepAlive);
  exports.add("virConnectGetVersion", getVersion);
  exports.add("virConnectGetLibVersion", getLibVersion);
  exports.add("virConnectGetType", virConnectGetType);
  exports.add("virConnectGetHostname", virConnectGetHostname);
  exports.add("virConnectGetURI", virConnectGetURI);
  exports.add("virConnectGetCapabilities", virConnectGetCapabilities);
  exports.add("virConnectGetDomainCapabilities", virConnectGetDomainCapabilities);
}

}  // namespace nodelibvirt
