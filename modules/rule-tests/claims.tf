# What the rules read of each token. lambda/src/claim.ts and lambda/src/policy/values.ts do the same in the function.

locals {
  claim_names = distinct(concat(
    ["scope", "scp"],
    flatten([for rule in local.rules : rule.claims[*].name]),
    [for placeholder in local.placeholders : trim(placeholder, "{}")],
  ))
  # The segments of a JSON Pointer (RFC 6901). A name without a leading slash is that of a top-level claim.
  claim_segments = {
    for name in local.claim_names : name => startswith(name, "/") ? [
      for segment in split("/", trimprefix(name, "/")) : replace(replace(segment, "~1", "/"), "~0", "~")
    ] : [name]
  }

  # HCL has no recursion: one step for each of the four segments that a pointer can have. Each step reads a member of an
  # object or an element of a list. The index of a tuple stands for a conditional, whose results would need one type.
  claims_after_one_step = [
    for test in local.tests : { for name, segments in local.claim_segments : name => try(lookup(test.claims, segments[0], null), null) }
  ]
  claims_after_two_steps = [
    for values in local.claims_after_one_step : {
      for name, segments in local.claim_segments : name => [values[name], try(
        can(regex(local.contract.patterns.array_index, segments[1])) ? values[name][segments[1]] : lookup(values[name], segments[1], null), null
      )][length(segments) < 2 ? 0 : 1]
    }
  ]
  claims_after_three_steps = [
    for values in local.claims_after_two_steps : {
      for name, segments in local.claim_segments : name => [values[name], try(
        can(regex(local.contract.patterns.array_index, segments[2])) ? values[name][segments[2]] : lookup(values[name], segments[2], null), null
      )][length(segments) < 3 ? 0 : 1]
    }
  ]
  claim_values = [
    for values in local.claims_after_three_steps : {
      for name, segments in local.claim_segments : name => [values[name], try(
        can(regex(local.contract.patterns.array_index, segments[3])) ? values[name][segments[3]] : lookup(values[name], segments[3], null), null
      )][length(segments) < 4 ? 0 : 1]
    }
  ]

  # As JSON, whose first character tells the type: the claim itself, or the elements of a list. Null does not count, and
  # neither do lists and objects in a list.
  claim_items = [
    for values in local.claim_values : {
      for name, value in values : name => [
        for json in [for item in try(concat(value, []), [value]) : jsonencode(item)] : json
        if json != "null" && !(can(concat(value, [])) && can(regex("^[{\\[]", json)))
      ]
    }
  ]
  # The string by which a value is compared; null for a value outside strings, booleans and exact integers.
  comparable_text = {
    for json in distinct(flatten([for items in local.claim_items : values(items)])) : json => (
      can(regex("^[\"tf]", json)) ? tostring(jsondecode(json)) :
      can(regex("^-?[0-9]{1,16}$", json)) && try(abs(tonumber(json)) <= local.contract.sizes.integer, false) ? replace(json, "/^-0$/", "0") : null
    )
  }
  claim_texts = [
    for items in local.claim_items : { for name, list in items : name => [for json in list : local.comparable_text[json]] }
  ]
  # Scopes in a string are separated by spaces; elements of a list are scopes as they are.
  scopes = [
    for number, texts in local.claim_texts : flatten([
      for name in ["scope", "scp"] : [
        for text in texts[name] : can(concat(local.claim_values[number][name], [])) ? [text] : compact(split(" ", text)) if text != null
      ]
    ])
  ]
  # By placeholder, the string that stands for it in a path; empty if the claim must not stand in a path.
  path_texts = [
    for number, values in local.claim_values : {
      for placeholder in local.placeholders : placeholder => try(regex(local.contract.patterns.placeholder_value, one([
        for json in local.claim_items[number][trim(placeholder, "{}")] : local.comparable_text[json]
        if !can(concat(values[trim(placeholder, "{}")], [])) && !contains(["\".\"", "\"..\"", "true", "false"], json)
      ])), "")
    }
  ]
}
