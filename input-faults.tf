# What is wrong with inputs that are objects, one line each with the place, the value and the fix. The contract says what
# each attribute may be: lambda/build/object-inputs.ts.

locals {
  # The objects by their place, which begins with the name of the input. Null: the input is not set.
  object_inputs = merge(
    {
      vpc_config                      = var.vpc_config
      package                         = var.package
      provisioned_concurrency_scaling = var.provisioned_concurrency_scaling
      logging_config                  = var.logging_config
      alarms                          = var.alarms
      canary                          = var.canary
      revocation                      = var.revocation
      dpop                            = var.dpop
    },
    { for key, action in local.scheduled_actions : "provisioned_concurrency_scaling.scheduled_actions.${key}" => action },
    { for key in local.token_source_keys : "token_sources.${key}" => var.token_sources[key] },
  )

  # What the contract says about each place. INPUT.ATTRIBUTE describes each of the objects in a map, INPUT.ATTRIBUTE.KEY.
  object_rules = {
    for place in keys(local.object_inputs) : place => local.contract.object_inputs[
      startswith(place, "token_sources.") ? "token_sources" : join(".", slice(split(".", place), 0, min(2, length(split(".", place)))))
    ]
  }

  # Faults that a plan finds even if values are unknown until apply. The first character of JSON tells the type.
  input_name_faults = flatten([
    for place, value in local.object_inputs : nonsensitive(value == null) ? [] : nonsensitive(!startswith(jsonencode(value), "{")) ? [
      "${place} must be an object, such as ${local.object_rules[place].example}."
      ] : length(setsubtract(nonsensitive(keys(value)), keys(local.object_rules[place].attributes))) > 0 ? [
      for name in setsubtract(nonsensitive(keys(value)), keys(local.object_rules[place].attributes)) :
      "${place} has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in keys(local.object_rules[place].attributes) : " Did you mean \"${known}\"?" if can(regex(local.contract.near_misses[known], name))])} It has ${join(", ", keys(local.object_rules[place].attributes))}."
      ] : [
      for name, rule in local.object_rules[place].attributes : "${place}.${name} is missing: it must be ${rule.must}."
      if !contains(nonsensitive(keys(value)), name) && !can(regex(rule.json, "null"))
    ]
  ])

  # The given attributes that the contract knows: their JSON, and what messages show of it.
  input_values = flatten([
    for place, value in local.object_inputs : [
      for name, rule in local.object_rules[place].attributes : {
        input = "${place}.${name}"
        rule  = rule
        json  = nonsensitive(jsonencode(value[name]))
        shown = nonsensitive(issensitive(jsonencode(value[name])) ? "(sensitive value)" : jsonencode(value[name]))
      }
      if contains(try(nonsensitive(keys(value)), []), name)
    ]
  ])
  input_value_faults = [
    for value in local.input_values :
    # jsonencode writes these characters of a value as escapes.
    replace(replace(replace("${value.input} is ${length(value.shown) > 100 ? "${substr(value.shown, 0, 100)}…" : value.shown}: it must be ${value.rule.must}.", "\\u0026", "&"), "\\u003c", "<"), "\\u003e", ">")
    if !(
      can(regex(value.rule.json, value.json))
      # Without limits, and for null, there is nothing to compare.
      && try(tonumber(jsondecode(value.json)) >= value.rule.min, true)
      && try(tonumber(jsondecode(value.json)) <= value.rule.max, true)
    )
  ]
}
