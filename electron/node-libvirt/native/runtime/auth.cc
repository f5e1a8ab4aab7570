#include "runtime/auth.h"

#include <cstring>
#include <string>

#include "values/text.h"

namespace nodelibvirt {

namespace {

struct Request {
  int type;
  std::string prompt;
  std::optional<std::string> challenge;
  std::optional<std::string> defaultResult;

  Napi::Value toJs(Napi::Env env) const {
    auto object = Napi::Object::New(env);
    object.Set("type", type);
    object.Set("prompt", prompt);
    object.Set("challenge", textOrNull(env, challenge ? challenge->c_str() : nullptr));
    object.Set("defaultResult", textOrNull(env, defaultResult ? defaultResult->c_str() : nullptr));
    return object;
  }
};

std::optional<std::string> copy(const char* text) {
  return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

std::vector<Request> copy(virConnectCredentialPtr credentials, unsigned int count) {
  std::vector<Request> requests;
  for (unsigned int i = 0; i < count; i++) {
    const virConnectCredential& c = credentials[i];
    requests.push_back(
        {c.type, c.prompt != nullptr ? c.prompt : "", copy(c.challenge), copy(c.defresult)});
  }
  return requests;
}

/** What has a NUL in it is no answer: C would take what stands before it for the whole. */
std::optional<std::string> answerFrom(const Napi::Value& value) {
  if (!value.IsString()) return std::nullopt;
  auto text = value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) return std::nullopt;
  return text;
}

Answers answersFrom(const Napi::Value& value) {
  if (!value.IsArray()) return std::nullopt;
  const auto array = value.As<Napi::Array>();
  std::vector<std::optional<std::string>> answers;
  for (uint32_t i = 0; i < array.Length(); i++) {
    const Napi::Value answer = array.Get(i);
    answers.push_back(answerFrom(answer));
  }
  return answers;
}

/** The question on its way. If it never arrives, its promise breaks, which means: gave up. */
class Question : public Delivery {
 public:
  Question(std::vector<Request> requests, uint32_t listener)
      : requests_(std::move(requests)), listener_(listener) {}

  std::future<Answers> answers() { return promise_->get_future(); }

  void deliver(Napi::Env env) override {
    auto requests = Napi::Array::New(env);
    for (uint32_t i = 0; i < requests_.size(); i++) requests.Set(i, requests_[i].toJs(env));
    const uint32_t id = Environment::of(env).addQuestion(promise_);
    const auto answer = Napi::Function::New(env, [id](const Napi::CallbackInfo& info) {
      Environment::of(info.Env()).answerQuestion(id, answersFrom(info[0]));
    });
    Environment::of(env).callListener(listener_, {requests, answer});
  }

 private:
  const std::shared_ptr<std::promise<Answers>> promise_ = std::make_shared<std::promise<Answers>>();
  const std::vector<Request> requests_;
  const uint32_t listener_;
};

}  // namespace

Authentication::Authentication(std::shared_ptr<Environment> environment, std::vector<int> types,
                               uint32_t listener)
    : environment_(std::move(environment)), types_(std::move(types)), listener_(listener) {
  auth_ = {types_.data(), static_cast<unsigned int>(types_.size()), ask, this};
}

int Authentication::ask(virConnectCredentialPtr credentials, unsigned int count, void* self) {
  const Answers answers = static_cast<Authentication*>(self)->answersTo(credentials, count);
  if (!answers || answers->size() != count) return -1;
  for (unsigned int i = 0; i < count; i++) {
    const auto& answer = (*answers)[i];
    if (!answer) continue;
    // libvirt frees it.
    credentials[i].result = strdup(answer->c_str());
    credentials[i].resultlen = static_cast<unsigned int>(answer->size());
  }
  return 0;
}

Answers Authentication::answersTo(virConnectCredentialPtr credentials, unsigned int count) {
  auto question = std::make_unique<Question>(copy(credentials, count), listener_);
  auto answers = question->answers();
  environment_->post(std::move(question));
  try {
    return answers.get();
  } catch (const std::future_error&) {
    return std::nullopt;
  }
}

}  // namespace nodelibvirt
