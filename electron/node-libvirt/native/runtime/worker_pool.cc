#include "runtime/worker_pool.h"

#include <thread>

namespace nodelibvirt {

void WorkerPool::submit(std::unique_ptr<Work> work) { enqueue({std::move(work), false}); }

void WorkerPool::submitAfterAll(std::unique_ptr<Work> work) { enqueue({std::move(work), true}); }

void WorkerPool::enqueue(Entry entry) {
  {
    const std::lock_guard lock(mutex_);
    if (finishing_) return;
    const size_t idle = threads_ - running_;
    if (queue_.size() >= idle && threads_ < limit_) spawn();
    queue_.push_back(std::move(entry));
  }
  // Not under the lock: the thread that wakes would only run into it.
  changed_.notify_one();
}

void WorkerPool::finish(std::unique_ptr<Work> last) {
  // What is dropped may free libvirt objects: not under the lock.
  std::deque<Entry> dropped;
  const std::lock_guard lock(mutex_);
  finishing_ = true;
  last_ = std::move(last);
  dropped.swap(queue_);
  if (threads_ == 0) spawn();
  changed_.notify_all();
}

bool WorkerPool::waitUntilFinished(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [this] { return finished_; });
}

void WorkerPool::spawn() {
  std::thread([self = shared_from_this()] { self->serve(); }).detach();
  threads_++;
}

void WorkerPool::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return finishing_ || canStart(); });
    if (finishing_) return leave(lock);
    runNext(lock);
  }
}

bool WorkerPool::canStart() const {
  return !queue_.empty() && (!queue_.front().afterAll || running_ == 0);
}

void WorkerPool::runNext(std::unique_lock<std::mutex>& lock) {
  std::unique_ptr<Work> work = std::move(queue_.front().work);
  queue_.pop_front();
  running_++;
  lock.unlock();
  work->run();
  // Gone before it counts as done: who waits for all relies on no object being held any more.
  work.reset();
  lock.lock();
  running_--;
  if (running_ == 0 && canStart()) changed_.notify_one();
}

void WorkerPool::leave(std::unique_lock<std::mutex>& lock) {
  if (--threads_ > 0) return;
  const std::unique_ptr<Work> last = std::move(last_);
  lock.unlock();
  last->run();
  lock.lock();
  finished_ = true;
  changed_.notify_all();
}

}  // namespace nodelibvirt
