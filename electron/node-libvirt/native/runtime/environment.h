#pragma once

#include <napi.h>

#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace nodelibvirt {

class Session;
class WorkerPool;

/** Something that another thread has for the JavaScript thread. */
class Delivery {
 public:
  virtual ~Delivery() = default;
  virtual void deliver(Napi::Env env) = 0;
};

/** What a person answered to an authentication's questions; nothing if they gave up. */
using Answers = std::optional<std::vector<std::optional<std::string>>>;

/**
 * One Node environment: the main thread's, or a worker thread's. Everything but post() belongs to
 * its JavaScript thread. Other threads may outlive the environment, so they share the ownership of
 * this object; after the teardown it only swallows what they post.
 */
class Environment {
 public:
  static void create(Napi::Env env);
  static Environment& of(Napi::Env env);
  static std::shared_ptr<Environment> shared(Napi::Env env);

  explicit Environment(Napi::Env env);

  Napi::Env env() const { return env_; }

  /** Hands something over, from any thread. */
  void post(std::unique_ptr<Delivery> delivery);

  /** While anything is held, Node's loop has a reason to go on. */
  void hold();
  void release();

  void setErrorClass(Napi::Function errorClass) { errorClass_ = Napi::Persistent(errorClass); }
  Napi::Function errorClass() { return errorClass_.Value(); }

  /** Functions to call back, by number: a number is safe in the hands of other threads. */
  uint32_t addListener(Napi::Function listener);
  void removeListener(uint32_t id);
  void callListener(uint32_t id, const std::vector<napi_value>& arguments);

  /** Questions that a thread waits on; a teardown answers them by giving up. */
  uint32_t addQuestion(std::shared_ptr<std::promise<Answers>> question);
  void answerQuestion(uint32_t id, Answers answers);

  void addSession(Session* session, std::weak_ptr<WorkerPool> pool);
  /** From any thread. */
  void removeSession(Session* session);

 private:
  static void callJs(napi_env env, napi_value, void* context, void*);
  static void tearDown(void* data);

  void deliverAll(Napi::Env env);
  std::vector<std::shared_ptr<Session>> liveSessions();
  std::vector<std::shared_ptr<WorkerPool>> livePools();

  napi_env env_;
  napi_threadsafe_function wake_ = nullptr;
  int holds_ = 0;
  uint32_t nextId_ = 1;
  Napi::FunctionReference errorClass_;
  std::unordered_map<uint32_t, Napi::FunctionReference> listeners_;
  std::unordered_map<uint32_t, std::shared_ptr<std::promise<Answers>>> questions_;

  std::mutex mutex_;
  bool tornDown_ = false;
  std::deque<std::unique_ptr<Delivery>> deliveries_;
  std::unordered_set<Session*> sessions_;
  std::vector<std::weak_ptr<WorkerPool>> pools_;
};

}  // namespace nodelibvirt
