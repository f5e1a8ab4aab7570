#pragma once

#include <napi.h>

#include <memory>
#include <unordered_set>
#include <vector>

#include "object.h"
#include "runtime/environment.h"
#include "runtime/link.h"
#include "runtime/worker_pool.h"
#include "values/error.h"

namespace nodelibvirt {

/**
 * What JavaScript holds of a libvirt object. The object is let go when the handle is collected or
 * its connection closes, whichever comes first; calls under way hold it on their own.
 */
struct Handle {
  ObjectKind kind;
  std::shared_ptr<Session> session;
  std::shared_ptr<void> object;

  static Handle& from(const Napi::Value& value);

  /** The object; empty once the connection is closed. A TypeError if it is of another kind. */
  template <typename T>
  std::shared_ptr<T> get() const {
    checkKind(kindOf(static_cast<T*>(nullptr)));
    return std::static_pointer_cast<T>(object);
  }

 private:
  void checkKind(ObjectKind expected) const;
};

/** A call that a worker makes and JavaScript waits for. */
class Task : public Delivery {
 public:
  /** On a worker. */
  virtual void run() = 0;
};

/**
 * A connection as JavaScript sees it. Everything here belongs to the JavaScript thread, except that
 * the last owner, which destroys it, may be any thread.
 */
class Session : public std::enable_shared_from_this<Session> {
 public:
  static std::shared_ptr<Session> create(Napi::Env env, size_t maxConcurrentCalls);
  ~Session();

  Session(std::shared_ptr<Environment> environment, size_t maxConcurrentCalls);

  const std::shared_ptr<Environment>& environment() const { return environment_; }
  const std::shared_ptr<Link>& link() const { return link_; }
  WorkerPool& pool() { return *pool_; }
  bool isClosing() const { return closing_; }

  /** Runs the task on the pool, and delivers it. */
  void submit(std::unique_ptr<Task> task);

  /** Makes a handle for an object of this connection. */
  template <typename T>
  Napi::Value wrap(Napi::Env env, std::shared_ptr<T> object) {
    return wrap(env, kindOf(object.get()), std::move(object));
  }

  /** Resolves when calls under way have ended and the connection is closed. */
  Napi::Value close(Napi::Env env);

  /** The teardown's close: waits for nothing, and nobody is told. */
  void abandon();

  /** Listeners keep Node's loop going until they leave, or the connection closes. */
  void addListener(uint32_t id);
  void removeListener(uint32_t id);
  void removeListeners();

  /** The listener to tell that the connection ended, removed with the others. */
  uint32_t closeListener = 0;

 private:
  class Drained;
  class Closed;

  Napi::Value wrap(Napi::Env env, ObjectKind kind, std::shared_ptr<void> object);
  void forget(Handle* handle);
  void dropHandles();

  const std::shared_ptr<Environment> environment_;
  const std::shared_ptr<Link> link_;
  const std::shared_ptr<WorkerPool> pool_;
  bool closing_ = false;
  bool finished_ = false;
  bool isClosed_ = false;
  std::unordered_set<Handle*> handles_;
  std::unordered_set<uint32_t> listeners_;
  std::vector<Napi::Promise::Deferred> closeWaiters_;
};

}  // namespace nodelibvirt
