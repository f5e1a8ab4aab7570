#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>

#include "runtime/worker_pool.h"

namespace nodelibvirt {

/** Who still works on a fan-out, and what is next. Helpers that come too late find nothing left. */
class FanOut {
 public:
  explicit FanOut(size_t count) : count_(count) {}

  /** Takes a share of the work, if it is not over. */
  template <typename Function>
  void help(Function& function) {
    if (!enter()) return;
    for (size_t i = next_++; i < count_; i = next_++) function(i);
    leave();
  }

  void waitForHelpers() {
    std::unique_lock lock(mutex_);
    over_ = true;
    left_.wait(lock, [this] { return helpers_ == 0; });
  }

 private:
  bool enter() {
    const std::lock_guard lock(mutex_);
    if (!over_) helpers_++;
    return !over_;
  }

  void leave() {
    const std::lock_guard lock(mutex_);
    helpers_--;
    left_.notify_all();
  }

  const size_t count_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  std::condition_variable left_;
  int helpers_ = 0;
  bool over_ = false;
};

/**
 * Calls function(0), …, function(count - 1), on this thread and on others of the pool as far as
 * they are free. It never waits for a thread, only for those that came: so it cannot lock up a full
 * pool.
 */
template <typename Function>
void fanOut(WorkerPool& pool, size_t threads, size_t count, Function function) {
  const auto shared = std::make_shared<FanOut>(count);
  for (size_t helpers = std::min(threads, count); helpers > 1; helpers--) {
    pool.submit(work([shared, &function] { shared->help(function); }));
  }
  shared->help(function);
  shared->waitForHelpers();
}

}  // namespace nodelibvirt
