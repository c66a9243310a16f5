# What the rules read of each token. lambda/src/claim-reference.ts and lambda/src/policy/values.ts do the same in the function.

locals {
  readings = distinct(concat(
    local.scope_readings,
    flatten(local.rules[*].readings),
    [for placeholder in local.placeholders : jsonencode([trim(placeholder, "{}"), null, false])],
  ))
  claim_names = distinct([for reading in local.readings : jsondecode(reading)[0]])
  # The segments of a JSON Pointer (RFC 6901). A name without a leading slash is that of a top-level claim.
  claim_segments = {
    for name in local.claim_names : name => startswith(name, "/") ? [
      for segment in split("/", trimprefix(name, "/")) : replace(replace(segment, "~1", "/"), "~0", "~")
    ] : [name]
  }

  # HCL has no recursion, and a pointer has at most four segments. HCL would also take "01" for an index of a list.
  claim_values = [
    for test in local.tests : {
      for name, at in local.claim_segments : name => [
        for steps in [[
          try(test.claims[at[0]], null),
          try(test.claims[at[0]][at[1]], null),
          try(test.claims[at[0]][at[1]][at[2]], null),
          try(test.claims[at[0]][at[1]][at[2]][at[3]], null),
          ]] : alltrue([
          for index in range(1, length(at)) : can(keys(steps[index - 1])) || can(regex(local.contract.patterns.array_index, at[index]))
        ]) ? steps[length(at) - 1] : null
      ][0]
    }
  ]

  # As JSON, whose first character tells the type: the claim itself, or its several values. Null does not count, and
  # neither do lists and objects in a list. An object stands for what cannot be compared.
  claim_items = [
    for values in local.claim_values : {
      for reading in local.readings : reading => [
        for given in [{
          value        = values[jsondecode(reading)[0]]
          separator    = jsondecode(reading)[1]
          member_names = jsondecode(reading)[2]
        }] :
        jsonencode(given.value) == "null" ? [] :
        given.member_names ? try([for name in keys(given.value) : jsonencode(name) if !contains(["null", "false"], jsonencode(given.value[name]))], ["{}"]) :
        given.separator != null && startswith(jsonencode(given.value), "\"") ? [
          for part in split(given.separator, tostring(given.value)) : jsonencode(trim(part, " \t")) if trim(part, " \t") != ""
        ] :
        [
          for json in [for item in try(concat(given.value, []), [given.value]) : jsonencode(item)] : json
          if json != "null" && !(can(concat(given.value, [])) && can(regex("^[{\\[]", json)))
        ]
      ][0]
    }
  ]
  # The string by which a value is compared; null for a value outside strings, booleans and exact integers.
  comparable_text = {
    for json in distinct(flatten([for items in local.claim_items : values(items)])) : json => (
      can(regex("^[tf]", json)) ? tostring(jsondecode(json)) :
      # The function also compares no string with control characters.
      startswith(json, "\"") ? can(regex("[\\x00-\\x1f\\x7f-\\x{9f}]", jsondecode(json))) ? null : tostring(jsondecode(json)) :
      can(regex("^-?[0-9]{1,16}$", json)) && try(abs(tonumber(json)) <= local.contract.sizes.integer, false) ? replace(json, "/^-0$/", "0") : null
    )
  }
  claim_texts = [
    for items in local.claim_items : { for reading, list in items : reading => [for json in list : local.comparable_text[json] if local.comparable_text[json] != null] }
  ]
  # The readings with a value that cannot be compared.
  incomparable_readings = [
    for items in local.claim_items : [for reading, list in items : reading if anytrue([for json in list : local.comparable_text[json] == null])]
  ]
  scopes = [for texts in local.claim_texts : flatten([for reading in local.scope_readings : texts[reading]])]
  # By placeholder, the string that stands for it in a path; empty if its value is not allowed in a path.
  path_texts = [
    for number, values in local.claim_values : {
      for placeholder in local.placeholders : placeholder => try(regex(local.contract.patterns.placeholder_value, one([
        for json in local.claim_items[number][jsonencode([trim(placeholder, "{}"), null, false])] : local.comparable_text[json]
        if !can(concat(values[trim(placeholder, "{}")], [])) && !contains(["\".\"", "\"..\"", "true", "false"], json)
      ])), "")
    }
  ]
}
