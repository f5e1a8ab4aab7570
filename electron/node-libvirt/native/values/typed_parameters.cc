#include "values/typed_parameters.h"

#include <cmath>
#include <limits>

namespace nodelibvirt {

namespace {

constexpr long long kMaxSafeInteger = (1LL << 53) - 1;

Napi::Value toJs(Napi::Env env, const virTypedParameter& parameter) {
  switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
      return Napi::Number::New(env, parameter.value.i);
    case VIR_TYPED_PARAM_UINT:
      return Napi::Number::New(env, parameter.value.ui);
    case VIR_TYPED_PARAM_LLONG:
      return exactInteger(env, parameter.value.l);
    case VIR_TYPED_PARAM_ULLONG:
      return exactInteger(env, parameter.value.ul);
    case VIR_TYPED_PARAM_DOUBLE:
      return Napi::Number::New(env, parameter.value.d);
    case VIR_TYPED_PARAM_BOOLEAN:
      return Napi::Boolean::New(env, parameter.value.b != 0);
    case VIR_TYPED_PARAM_STRING:
      return Napi::String::New(env, parameter.value.s);
  }
  return env.Undefined();
}

}  // namespace

Napi::Value exactInteger(Napi::Env env, long long value) {
  if (std::llabs(value) > kMaxSafeInteger)
    return Napi::BigInt::New(env, static_cast<int64_t>(value));
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value exactInteger(Napi::Env env, unsigned long long value) {
  if (value > kMaxSafeInteger) return Napi::BigInt::New(env, static_cast<uint64_t>(value));
  return Napi::Number::New(env, static_cast<double>(value));
}

Napi::Value toJs(Napi::Env env, const virTypedParameter* parameters, int count) {
  auto object = Napi::Object::New(env);
  for (int i = 0; i < count; i++) object.Set(parameters[i].field, toJs(env, parameters[i]));
  return object;
}

TypedParameters TypedParameters::copyOf(const virTypedParameter* items, int count) {
  auto* copies = static_cast<virTypedParameterPtr>(std::calloc(count, sizeof(virTypedParameter)));
  for (int i = 0; i < count; i++) {
    copies[i] = items[i];
    if (items[i].type == VIR_TYPED_PARAM_STRING) copies[i].value.s = strdup(items[i].value.s);
  }
  return {copies, count};
}

void TypedParameters::add(const char* name, const Napi::Value& value) {
  int status = 0;
  if (value.IsBoolean()) {
    status =
        virTypedParamsAddBoolean(&items_, &count_, &capacity_, name, value.As<Napi::Boolean>());
  } else if (value.IsString()) {
    status =
        virTypedParamsAddString(&items_, &count_, &capacity_, name, textFrom(value).c_str());
  } else if (value.IsBigInt()) {
    bool lossless;
    const uint64_t number = value.As<Napi::BigInt>().Uint64Value(&lossless);
    if (!lossless) throw Napi::RangeError::New(value.Env(), "this bigint is out of libvirt's range");
    status = virTypedParamsAddULLong(&items_, &count_, &capacity_, name, number);
  } else if (value.IsNumber()) {
    status = addNumber(name, value.As<Napi::Number>());
  } else {
    throw Napi::TypeError::New(value.Env(), "libvirt has no parameter of this kind");
  }
  // libvirt refuses a name of more than 79 bytes, and would be sent all parameters but that one.
  if (status < 0) throw Napi::RangeError::New(value.Env(), "libvirt takes no parameter so named");
}

int TypedParameters::addNumber(const char* name, const Napi::Number& value) {
  const double number = value.DoubleValue();
  if (!std::isfinite(number)) {
    throw Napi::RangeError::New(value.Env(), "libvirt needs a finite number here");
  }
  if (std::trunc(number) != number) {
    return virTypedParamsAddDouble(&items_, &count_, &capacity_, name, number);
  }
  return number < 0
             ? virTypedParamsAddInt(&items_, &count_, &capacity_, name, integerFrom<int>(value))
             : virTypedParamsAddUInt(&items_, &count_, &capacity_, name,
                                     integerFrom<unsigned int>(value));
}

Parameter<const TypedParameters&>::Parameter(const Napi::Value& value) {
  const auto object = value.As<Napi::Object>();
  const auto names = object.GetPropertyNames();
  for (uint32_t i = 0; i < names.Length(); i++) {
    const Napi::Value name = names.Get(i);
    parameters.add(textFrom(name).c_str(), object.Get(name));
  }
}

}  // namespace nodelibvirt
