# What rules read of each token: a claim by name or JSON Pointer, as texts that compare, and as text for a path. The
# same as lambda/src/claim.ts and lambda/src/policy/values.ts.

locals {
  claims_in_order = [for test in local.tests : length(local.test_faults) == 0 ? test.claims : "{}"]
  claim_names = distinct(concat(
    ["scope", "scp"],
    flatten([for rule in local.rules : rule.conditions[*].name]),
    [for placeholder in flatten(local.rule_placeholders) : trimsuffix(trimprefix(placeholder, "{"), "}")],
  ))
  # RFC 6901; a name that doesn't begin with a slash is that of a top-level claim, whole.
  claim_segments = {
    for name in local.claim_names : name => startswith(name, "/") ? [
      for segment in split("/", trimprefix(name, "/")) : replace(replace(segment, "~1", "/"), "~0", "~")
    ] : [name]
  }
  # HCL knows no recursion: one step into the claims for each of the four segments that a pointer may have. All as JSON.
  claims_after_one_step = [
    for claims in local.claims_in_order : {
      for name, segments in local.claim_segments : name => jsonencode(lookup(jsondecode(claims), segments[0], null))
    }
  ]
  claims_after_two_steps = [
    for steps in local.claims_after_one_step : {
      for name, json in steps : name => length(local.claim_segments[name]) < 2 ? json : (
        startswith(json, "{") ? jsonencode(lookup(jsondecode(json), local.claim_segments[name][1], null)) :
        startswith(json, "[") && can(regex(local.array_index, local.claim_segments[name][1])) ? try(jsonencode(jsondecode(json)[tonumber(local.claim_segments[name][1])]), "null") : "null"
      )
    }
  ]
  claims_after_three_steps = [
    for steps in local.claims_after_two_steps : {
      for name, json in steps : name => length(local.claim_segments[name]) < 3 ? json : (
        startswith(json, "{") ? jsonencode(lookup(jsondecode(json), local.claim_segments[name][2], null)) :
        startswith(json, "[") && can(regex(local.array_index, local.claim_segments[name][2])) ? try(jsonencode(jsondecode(json)[tonumber(local.claim_segments[name][2])]), "null") : "null"
      )
    }
  ]
  claim_values = [
    for steps in local.claims_after_three_steps : {
      for name, json in steps : name => length(local.claim_segments[name]) < 4 ? json : (
        startswith(json, "{") ? jsonencode(lookup(jsondecode(json), local.claim_segments[name][3], null)) :
        startswith(json, "[") && can(regex(local.array_index, local.claim_segments[name][3])) ? try(jsonencode(jsondecode(json)[tonumber(local.claim_segments[name][3])]), "null") : "null"
      )
    }
  ]
  array_index = "^(0|[1-9][0-9]{0,9})$"

  # Of a list the elements that are null, lists or objects don't count.
  claim_items = [
    for values in local.claim_values : {
      for name, json in values : name => [
        for item in startswith(json, "[") ? [for item in jsondecode(json) : jsonencode(item)] : [json] : item
        if item != "null" && !(startswith(json, "[") && can(regex("^[{\\[]", item)))
      ]
    }
  ]
  # The text by which an item compares, behind an equals sign; nothing for one that doesn't compare.
  item_texts = {
    for item in distinct(flatten([for items in local.claim_items : values(items)])) : item => (
      startswith(item, "\"") ? try("=${jsondecode(item)}", "") :
      contains(["true", "false"], item) ? "=${item}" :
      can(regex("^-?[0-9]{1,16}$", item)) && try(abs(tonumber(item)) <= 9007199254740991, false) ? "=${item == "-0" ? "0" : item}" : ""
    )
  }
  claim_texts = [
    for items in local.claim_items : {
      for name, list in items : name => [for item in list : local.item_texts[item]]
    }
  ]
  scope_texts = [
    for index, texts in local.claim_texts : flatten([
      for name in ["scope", "scp"] : startswith(local.claim_values[index][name], "\"") ? [
        for scope in split(" ", trimprefix(texts[name][0], "=")) : "=${scope}" if scope != ""
      ] : texts[name]
    ])
  ]
  # Empty where a claim must not stand in a path.
  path_texts = [
    for values in local.claim_values : {
      for name, json in values : name => (
        can(regex("^\"[A-Za-z0-9._~-]{1,128}\"$", json)) && !contains(["\".\"", "\"..\""], json) ? trim(json, "\"") :
        can(regex("^-?[0-9]", json)) ? trimprefix(local.item_texts[json], "=") : ""
      )
    }
  ]
}
