#include "runtime/environment.h"

#include <algorithm>
#include <chrono>

#include "runtime/session.h"
#include "runtime/worker_pool.h"

namespace nodelibvirt {

namespace {

/** How long a teardown waits for connections to close: a daemon's hanging must not be ours. */
constexpr auto kTearDownPatience = std::chrono::seconds(1);

/** An exception of a callback has no JavaScript caller: it becomes `uncaughtException`. */
void reportUncaught(napi_env env, const Napi::Error& error) {
  try {
    napi_fatal_exception(env, error.Value());
  } catch (const Napi::Error&) {
    // The environment is being terminated: there is nobody left to tell.
  }
}

}  // namespace

void Environment::create(Napi::Env env) {
  auto* owner = new std::shared_ptr<Environment>(std::make_shared<Environment>(env));
  env.SetInstanceData<std::shared_ptr<Environment>>(owner);
}

std::shared_ptr<Environment> Environment::shared(Napi::Env env) {
  return *env.GetInstanceData<std::shared_ptr<Environment>>();
}

Environment& Environment::of(Napi::Env env) {
  return **env.GetInstanceData<std::shared_ptr<Environment>>();
}

Environment::Environment(Napi::Env env) : env_(env) {
  const auto name = Napi::String::New(env, "node-libvirt");
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, callJs, &wake_);
  NAPI_THROW_IF_FAILED_VOID(env, status);
  napi_unref_threadsafe_function(env, wake_);
  // Hooks run last in, first out: this one while the function above and all references still live.
  napi_add_env_cleanup_hook(env, tearDown, this);
}

void Environment::post(std::unique_ptr<Delivery> delivery) {
  const std::lock_guard lock(mutex_);
  if (tornDown_) return;
  deliveries_.push_back(std::move(delivery));
  if (deliveries_.size() == 1) {
    napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking);
  }
}

void Environment::callJs(napi_env env, napi_value, void* context, void*) {
  if (env != nullptr) static_cast<Environment*>(context)->deliverAll(env);
}

void Environment::deliverAll(Napi::Env env) {
  std::deque<std::unique_ptr<Delivery>> deliveries;
  {
    const std::lock_guard lock(mutex_);
    deliveries.swap(deliveries_);
  }
  for (auto& delivery : deliveries) {
    const Napi::HandleScope scope(env);
    try {
      delivery->deliver(env);
    } catch (const Napi::Error& error) {
      reportUncaught(env, error);
    }
    delivery.reset();
  }
}

void Environment::hold() {
  if (holds_++ == 0) napi_ref_threadsafe_function(env_, wake_);
}

void Environment::release() {
  if (--holds_ == 0 && !tornDown_) napi_unref_threadsafe_function(env_, wake_);
}

uint32_t Environment::addListener(Napi::Function listener) {
  listeners_.emplace(nextId_, Napi::Persistent(listener));
  return nextId_++;
}

void Environment::removeListener(uint32_t id) { listeners_.erase(id); }

void Environment::callListener(uint32_t id, const std::vector<napi_value>& arguments) {
  const auto listener = listeners_.find(id);
  if (listener != listeners_.end()) listener->second.Value().Call(arguments);
}

uint32_t Environment::addQuestion(std::shared_ptr<std::promise<Answers>> question) {
  questions_.emplace(nextId_, std::move(question));
  return nextId_++;
}

void Environment::answerQuestion(uint32_t id, Answers answers) {
  const auto question = questions_.find(id);
  if (question == questions_.end()) return;
  question->second->set_value(std::move(answers));
  questions_.erase(question);
}

void Environment::addSession(Session* session, std::weak_ptr<WorkerPool> pool) {
  const std::lock_guard lock(mutex_);
  const auto isGone = [](const std::weak_ptr<WorkerPool>& pool) { return pool.expired(); };
  pools_.erase(std::remove_if(pools_.begin(), pools_.end(), isGone), pools_.end());
  pools_.push_back(std::move(pool));
  sessions_.insert(session);
}

void Environment::removeSession(Session* session) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(session);
}

void Environment::tearDown(void* data) {
  // A session may hold the last reference to this environment.
  auto& self = *static_cast<Environment*>(data);
  const std::shared_ptr<Environment> alive = shared(self.env_);
  std::deque<std::unique_ptr<Delivery>> dropped;
  {
    const std::lock_guard lock(self.mutex_);
    self.tornDown_ = true;
    dropped.swap(self.deliveries_);
    napi_release_threadsafe_function(self.wake_, napi_tsfn_abort);
  }
  dropped.clear();
  self.listeners_.clear();
  self.errorClass_.Reset();
  // Their promises break, which who waits for them takes for an answer.
  self.questions_.clear();

  const auto deadline = std::chrono::steady_clock::now() + kTearDownPatience;
  for (const auto& session : self.liveSessions()) session->abandon();
  for (const auto& pool : self.livePools()) pool->waitUntilFinished(deadline);
}

std::vector<std::shared_ptr<Session>> Environment::liveSessions() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Session>> sessions;
  for (Session* session : sessions_) {
    if (auto live = session->weak_from_this().lock()) sessions.push_back(std::move(live));
  }
  return sessions;
}

std::vector<std::shared_ptr<WorkerPool>> Environment::livePools() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<WorkerPool>> pools;
  for (const auto& pool : pools_) {
    if (auto live = pool.lock()) pools.push_back(std::move(live));
  }
  return pools;
}

}  // namespace nodelibvirt
