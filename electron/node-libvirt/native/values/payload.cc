#include "values/payload.h"

namespace nodelibvirt {

namespace {

Napi::Value fieldToJs(Napi::Env env, std::nullptr_t) { return env.Null(); }
Napi::Value fieldToJs(Napi::Env env, int value) { return Napi::Number::New(env, value); }
Napi::Value fieldToJs(Napi::Env env, long long value) { return exactInteger(env, value); }
Napi::Value fieldToJs(Napi::Env env, unsigned long long value) { return exactInteger(env, value); }
Napi::Value fieldToJs(Napi::Env env, const std::string& value) {
  return Napi::String::New(env, value);
}
Napi::Value fieldToJs(Napi::Env env, const Identity& value) { return value.toJs(env); }
Napi::Value fieldToJs(Napi::Env env, const TypedParameters& value) { return value.toJs(env); }

Napi::Value fieldToJs(Napi::Env env, const GraphicsAddress& address) {
  auto object = Napi::Object::New(env);
  object.Set("family", address.family);
  object.Set("node", address.node);
  object.Set("service", address.service);
  return object;
}

Napi::Value fieldToJs(Napi::Env env, const GraphicsSubject& subject) {
  auto array = Napi::Array::New(env, subject.size());
  for (uint32_t i = 0; i < subject.size(); i++) {
    auto object = Napi::Object::New(env);
    object.Set("type", subject[i].first);
    object.Set("name", subject[i].second);
    array.Set(i, object);
  }
  return array;
}

}  // namespace

std::pair<const char*, Field> field(const char* name, const char* value) {
  return {name, value != nullptr ? Field(std::string(value)) : Field(nullptr)};
}

Napi::Value Payload::toJs(Napi::Env env) const {
  auto object = Napi::Object::New(env);
  for (const auto& [name, value] : fields_) {
    object.Set(name, std::visit([env](const auto& held) { return fieldToJs(env, held); }, value));
  }
  return object;
}

}  // namespace nodelibvirt
