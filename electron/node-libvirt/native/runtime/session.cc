#include "runtime/session.h"

namespace nodelibvirt {

Handle& Handle::from(const Napi::Value& value) {
  if (!value.IsExternal()) throw Napi::TypeError::New(value.Env(), "a libvirt object was expected");
  return *value.As<Napi::External<Handle>>().Data();
}

void Handle::checkKind(ObjectKind expected) const {
  if (kind == expected) return;
  throw Napi::TypeError::New(session->environment()->env(),
                             "a libvirt object of another kind was expected");
}

std::shared_ptr<Session> Session::create(Napi::Env env, size_t maxConcurrentCalls) {
  return std::make_shared<Session>(Environment::shared(env), maxConcurrentCalls);
}

Session::Session(std::shared_ptr<Environment> environment, size_t maxConcurrentCalls)
    : environment_(std::move(environment)),
      link_(std::make_shared<Link>()),
      pool_(std::make_shared<WorkerPool>(maxConcurrentCalls)) {
  environment_->addSession(this, pool_);
}

Session::~Session() {
  environment_->removeSession(this);
  if (!finished_) pool_->finish(work([link = link_] { link->close(); }));
}

void Session::submit(std::unique_ptr<Task> task) {
  pool_->submit(work([task = std::move(task), environment = environment_]() mutable {
    task->run();
    environment->post(std::move(task));
  }));
  environment_->hold();
}

Napi::Value Session::wrap(Napi::Env env, ObjectKind kind, std::shared_ptr<void> object) {
  auto* handle = new Handle{kind, shared_from_this(), std::move(object)};
  handles_.insert(handle);
  return Napi::External<Handle>::New(env, handle, [](Napi::Env, Handle* handle) {
    handle->session->forget(handle);
    delete handle;
  });
}

void Session::forget(Handle* handle) { handles_.erase(handle); }

void Session::dropHandles() {
  for (Handle* handle : handles_) handle->object.reset();
}

class Session::Closed : public Delivery {
 public:
  explicit Closed(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  void deliver(Napi::Env env) override {
    for (const auto& waiter : session_->closeWaiters_) waiter.Resolve(env.Undefined());
    session_->closeWaiters_.clear();
    session_->isClosed_ = true;
    session_->environment_->release();
  }

 private:
  const std::shared_ptr<Session> session_;
};

/**
 * Every call has ended and every result is delivered. What waited for the results runs when this
 * round of deliveries is over, and may still ask its objects for their names: hence a second round.
 */
class Session::Drained : public Delivery {
 public:
  explicit Drained(std::shared_ptr<Session> session, bool secondRound = false)
      : session_(std::move(session)), secondRound_(secondRound) {}

  void deliver(Napi::Env) override {
    if (secondRound_) return finish();
    session_->environment_->post(std::make_unique<Drained>(session_, true));
  }

 private:
  /** Nothing but handles is left. */
  void finish() {
    session_->dropHandles();
    session_->finished_ = true;
    auto closed = std::make_unique<Closed>(session_);
    session_->pool_->finish(work([closed = std::move(closed), session = session_.get()]() mutable {
      session->link_->close();
      const auto environment = session->environment_;
      environment->post(std::move(closed));
    }));
  }

  const std::shared_ptr<Session> session_;
  const bool secondRound_;
};

Napi::Value Session::close(Napi::Env env) {
  const auto waiter = Napi::Promise::Deferred::New(env);
  if (isClosed_) {
    waiter.Resolve(env.Undefined());
    return waiter.Promise();
  }
  closeWaiters_.push_back(waiter);
  if (closing_) return waiter.Promise();
  closing_ = true;
  removeListeners();
  environment_->hold();
  auto drained = std::make_unique<Drained>(shared_from_this());
  pool_->submitAfterAll(work([drained = std::move(drained), environment = environment_]() mutable {
    environment->post(std::move(drained));
  }));
  return waiter.Promise();
}

void Session::abandon() {
  closing_ = true;
  dropHandles();
  if (finished_) return;
  finished_ = true;
  pool_->finish(work([link = link_] { link->close(); }));
}

void Session::addListener(uint32_t id) {
  if (listeners_.insert(id).second) environment_->hold();
}

void Session::removeListener(uint32_t id) {
  environment_->removeListener(id);
  if (listeners_.erase(id) > 0) environment_->release();
}

void Session::removeListeners() {
  environment_->removeListener(closeListener);
  for (const uint32_t id : std::vector<uint32_t>(listeners_.begin(), listeners_.end())) {
    removeListener(id);
  }
}

}  // namespace nodelibvirt
